import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { SetUpSecondFactor } from '../account/set-up-second-factor.tsx'
import { usePageTitle } from '../app/page-title.ts'
import { leave } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'

/** The tenant asks for a second factor: nothing else is permitted before it is set up. */
export function SecondFactorDuePage() {
  const t = useText()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  usePageTitle(t('factor.setUp'))
  const go = async (to: '/' | '/sign-in') => {
    queryClient.clear()
    await navigate({ to, replace: true, search: {} })
  }
  return (
    <main className="flex h-full flex-col items-center justify-center gap-6 overflow-y-auto bg-n-2 p-4">
      <div className="flex w-full max-w-116 flex-col gap-4 rounded-lg border bg-n-1 p-6 shadow-low">
        <div>
          <h1 className="text-xl font-semibold tracking-tight">{t('factor.due')}</h1>
          <p className="text-n-11">{t('factor.dueHint')}</p>
        </div>
        <SetUpSecondFactor onDone={() => void go('/')} />
      </div>
      <Button look="quiet" onClick={() => void leave().then(() => go('/sign-in'))}>
        {t('rail.signOut')}
      </Button>
    </main>
  )
}
