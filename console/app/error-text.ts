import { useCallback } from 'react'
import { useTranslation } from 'react-i18next'
import { ApiError, NetworkError } from './api.ts'

/** Says in the reader's language what went wrong, from the code and its parameters. */
export function useErrorText(): (error: unknown) => string {
  const { t: translate, i18n } = useTranslation()
  return useCallback(
    (error) => {
      const t = translate as unknown as (key: string, values?: object) => string
      if (error instanceof ApiError) {
        const key = `error:${error.code}`
        return i18n.exists(key) ? t(key, error.parameters) : error.message
      }
      return t(error instanceof NetworkError ? 'app.offline' : 'app.unexpected')
    },
    [translate, i18n],
  )
}
