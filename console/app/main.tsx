import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import '../ui/styles.css'
import { TipProvider } from '../ui/tip.tsx'
import { ToastProvider } from '../ui/toast.tsx'
import { createQueryClient } from './query-client.ts'
import { createConsoleRouter } from './router.tsx'
import { startTexts, useText } from './text.ts'
import { applyTheme } from './theme.ts'

applyTheme()

const queryClient = createQueryClient(() => {
  if (router.state.location.pathname === '/sign-in') return
  const redirect = router.state.location.href
  // The page goes first: nothing of it may ask again without a session.
  void router
    .navigate({ to: '/sign-in', search: { redirect }, replace: true })
    .then(() => queryClient.clear())
})
const router = createConsoleRouter(queryClient)

function Console() {
  const t = useText()
  return (
    <ToastProvider label={t('app.notifications')} closeLabel={t('app.dismiss')}>
      <RouterProvider router={router} />
    </ToastProvider>
  )
}

await startTexts()
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <TipProvider>
        <Console />
      </TipProvider>
    </QueryClientProvider>
  </StrictMode>,
)
