import { useCallback } from 'react'
import { ApiError, NetworkError } from './api.ts'
import { useAnyText } from './text.ts'

/** Says in the reader's language what went wrong, from the code and its parameters. */
export function useErrorText(): (error: unknown) => string {
  const { t, has } = useAnyText()
  return useCallback(
    (error) => {
      if (error instanceof ApiError) {
        const key = `error:${error.code}`
        return has(key) ? t(key, error.parameters) : error.message
      }
      return t(error instanceof NetworkError ? 'app.offline' : 'app.unexpected')
    },
    [t, has],
  )
}
