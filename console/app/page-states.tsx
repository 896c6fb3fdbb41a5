import { useQueryClient } from '@tanstack/react-query'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../ui/states.tsx'
import { ApiError } from './api.ts'
import { useErrorText } from './error-text.ts'
import { useText } from './text.ts'

export function PagePending() {
  const t = useText()
  return <SkeletonLines label={t('app.loading')} />
}

/** What was asked for is not there: its id is none, or nothing has it any more. Trying again does not help. */
const isMissing = (error: unknown): error is ApiError =>
  error instanceof ApiError &&
  (error.status === 404 || (error.code === 'request/invalid' && error.parameters.part === 'path'))

/** A query failed: says why and offers to try again; what the address names and is not there is a missing page. */
export function Failed({
  error,
  retry,
  beside,
  children,
}: {
  error: unknown
  retry?: () => void
  /** Beside what the address names, which is there: nothing to leave the page for. */
  beside?: boolean
  children?: ReactNode
}) {
  const t = useText()
  const errorText = useErrorText()
  if (isMissing(error)) {
    const hint = error.status === 404 ? errorText(error) : undefined
    return beside ? <EmptyState title={t('app.missing')}>{hint}</EmptyState> : <Missing hint={hint} />
  }
  return (
    <ErrorState
      title={t('app.failed')}
      action={
        retry && (
          <Button onClick={retry} icon={<RefreshCw />}>
            {t('app.retry')}
          </Button>
        )
      }
    >
      {errorText(error)}
      {children}
    </ErrorState>
  )
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queryClient = useQueryClient()
  const retry = () => {
    reset()
    void queryClient.invalidateQueries()
    void router.invalidate()
  }
  return <Failed error={error} retry={retry} />
}

export function PageMissing() {
  return (
    <main className="h-full">
      <Missing />
    </main>
  )
}

function Missing({ hint }: { hint?: string | undefined }) {
  const t = useText()
  return (
    <EmptyState
      title={t('app.missing')}
      action={
        <Link to="/" className="text-accent underline">
          {t('app.home')}
        </Link>
      }
    >
      {hint ?? t('app.missingHint')}
    </EmptyState>
  )
}
