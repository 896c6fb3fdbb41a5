import { useQueryClient } from '@tanstack/react-query'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { RefreshCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../ui/button.tsx'
import { EmptyState, ErrorState, SkeletonLines } from '../ui/states.tsx'
import { useErrorText } from './error-text.ts'
import { useText } from './text.ts'

export function PagePending() {
  const t = useText()
  return <SkeletonLines label={t('app.loading')} />
}

/** A query failed: says why and offers to try again. */
export function Failed({
  error,
  retry,
  children,
}: {
  error: unknown
  retry?: () => void
  children?: ReactNode
}) {
  const t = useText()
  const errorText = useErrorText()
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
  const t = useText()
  return (
    <main className="h-full">
      <EmptyState
        title={t('app.missing')}
        action={
          <Link to="/" className="text-accent underline">
            {t('app.home')}
          </Link>
        }
      >
        {t('app.missingHint')}
      </EmptyState>
    </main>
  )
}
