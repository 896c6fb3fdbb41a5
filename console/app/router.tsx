import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router'
import { readDeskSearch } from '../desk/desk-search.ts'
import { entryFilters, type KnowledgeSearch } from '../knowledge/filters.ts'
import { type PolicyTab, policyTabs } from '../policy/policy-tabs.ts'
import { readReportSearch } from '../reports/report-search.ts'
import { type SettingsSection, settingsSections } from '../settings/sections.ts'
import { isSignedOut } from './api.ts'
import { localPath } from './local-path.ts'
import { PageFailed, PageMissing, PagePending } from './page-states.tsx'
import { prefetchAround } from './rail/prefetch-around.ts'
import { meQuery } from './session.ts'
import { localeWasChosen, setLocale } from './text.ts'

const rootRoute = createRootRouteWithContext<{ queryClient: QueryClient }>()({ component: Outlet })

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: (search): { redirect?: string; problem?: string } => ({
    redirect: localPath(search.redirect),
    problem: typeof search.problem === 'string' ? search.problem : undefined,
  }),
  component: lazyRouteComponent(() => import('../sign-in/sign-in-page.tsx'), 'SignInPage'),
})

const invitationRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invitation',
  component: lazyRouteComponent(() => import('../invitation/invitation-page.tsx'), 'InvitationPage'),
})

const secondFactorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/second-factor',
  component: lazyRouteComponent(() => import('../sign-in/second-factor-due-page.tsx'), 'SecondFactorDuePage'),
})

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'shell',
  beforeLoad: async ({ context, location }) => {
    let factorDue = false
    try {
      const { member, secondFactorDue } = await context.queryClient.ensureQueryData(meQuery)
      if (!localeWasChosen()) await setLocale(member.locale, false)
      factorDue = secondFactorDue
    } catch (error) {
      if (isSignedOut(error)) throw redirect({ to: '/sign-in', search: { redirect: location.href } })
      throw error
    }
    if (factorDue) throw redirect({ to: '/second-factor' })
  },
  // What stands above and beside every page is there when the page is drawn: nothing moves under the hand afterwards.
  loader: ({ context }) => prefetchAround(context.queryClient),
  staleTime: Number.POSITIVE_INFINITY,
  component: lazyRouteComponent(() => import('./shell.tsx'), 'Shell'),
})

const homeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/',
  beforeLoad: ({ context }) => {
    const can = context.queryClient.getQueryData(meQuery.queryKey)?.permissions ?? []
    throw redirect({ to: can.includes('conversations:read') ? '/desk' : '/knowledge' })
  },
})

const deskRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/desk',
  validateSearch: readDeskSearch,
  component: lazyRouteComponent(() => import('../desk/desk-page.tsx'), 'DeskPage'),
})
// The page shows list and conversation at once and reads the id itself.
const deskIndexRoute = createRoute({ getParentRoute: () => deskRoute, path: '/', component: Nothing })
const conversationRoute = createRoute({
  getParentRoute: () => deskRoute,
  path: '$conversationId',
  component: Nothing,
})

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined)
const knowledgeRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/knowledge',
  validateSearch: (search): KnowledgeSearch => ({
    search: text(search.search),
    filter: entryFilters.find((filter) => filter === search.filter),
    category: text(search.category),
    base: text(search.base),
  }),
  component: lazyRouteComponent(() => import('../knowledge/knowledge-page.tsx'), 'KnowledgePage'),
})
const knowledgeIndexRoute = createRoute({
  getParentRoute: () => knowledgeRoute,
  path: '/',
  component: Nothing,
})
const entryRoute = createRoute({ getParentRoute: () => knowledgeRoute, path: '$entryId', component: Nothing })

const synonymsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/knowledge/synonyms',
  component: lazyRouteComponent(() => import('../knowledge/synonyms/synonyms-page.tsx'), 'SynonymsPage'),
})

const articlesRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/articles',
  component: lazyRouteComponent(() => import('../articles/articles-page.tsx'), 'ArticlesPage'),
})
const articlesIndexRoute = createRoute({ getParentRoute: () => articlesRoute, path: '/', component: Nothing })
const articleRoute = createRoute({
  getParentRoute: () => articlesRoute,
  path: '$articleId',
  component: Nothing,
})

const proceduresRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/procedures',
  component: lazyRouteComponent(() => import('../procedures/procedures-page.tsx'), 'ProceduresPage'),
})
const proceduresIndexRoute = createRoute({
  getParentRoute: () => proceduresRoute,
  path: '/',
  component: Nothing,
})
const procedureRoute = createRoute({
  getParentRoute: () => proceduresRoute,
  path: '$procedureId',
  component: Nothing,
})

const worklistRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/worklist',
  validateSearch: (search): { state?: 'open' | 'settled'; days?: number } => ({
    state: search.state === 'settled' ? 'settled' : undefined,
    days: [7, 30, 90].find((days) => days === Number(search.days)),
  }),
  component: lazyRouteComponent(() => import('../worklist/worklist-page.tsx'), 'WorklistPage'),
})
const worklistIndexRoute = createRoute({ getParentRoute: () => worklistRoute, path: '/', component: Nothing })
const waysRoute = createRoute({ getParentRoute: () => worklistRoute, path: 'ways', component: Nothing })
const groupRoute = createRoute({ getParentRoute: () => worklistRoute, path: '$groupId', component: Nothing })

const reviewRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/review',
  validateSearch: (search): { id?: string } => ({
    id: typeof search.id === 'string' ? search.id : undefined,
  }),
  component: lazyRouteComponent(() => import('../review/review-page.tsx'), 'ReviewPage'),
})

const labellingRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/labelling',
  component: lazyRouteComponent(() => import('../labelling/labelling-page.tsx'), 'LabellingPage'),
})

const calibrationRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/calibration',
  validateSearch: (search): { scene?: string } => ({
    scene: typeof search.scene === 'string' ? search.scene : undefined,
  }),
  component: lazyRouteComponent(() => import('../calibration/calibration-page.tsx'), 'CalibrationPage'),
})

const frozenRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/frozen-cases',
  component: lazyRouteComponent(() => import('../frozen/frozen-page.tsx'), 'FrozenPage'),
})

const tryItRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/try-it',
  component: lazyRouteComponent(() => import('../try-it/try-it-page.tsx'), 'TryItPage'),
})

const reportsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/reports',
  validateSearch: readReportSearch,
  component: lazyRouteComponent(() => import('../reports/reports-page.tsx'), 'ReportsPage'),
})
const flywheelRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/flywheel',
  validateSearch: (search): { days?: '7' | '30' | '90' } => ({
    days: (['7', '30', '90'] as const).find((days) => days === String(search.days)),
  }),
  component: lazyRouteComponent(() => import('../reports/flywheel/flywheel-page.tsx'), 'FlywheelPage'),
})
const boardRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/board',
  component: lazyRouteComponent(() => import('../reports/board-page.tsx'), 'BoardPage'),
})

const policyRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/policy',
  validateSearch: (search): { tab?: PolicyTab } => ({
    tab: policyTabs.find((tab) => tab === search.tab),
  }),
  component: lazyRouteComponent(() => import('../policy/policy-page.tsx'), 'PolicyPage'),
})

const settingsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/settings',
  validateSearch: (search): { section?: SettingsSection } => ({
    section: settingsSections.find((section) => section === search.section),
  }),
  component: lazyRouteComponent(() => import('../settings/settings-page.tsx'), 'SettingsPage'),
})

const guideRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/guide',
  component: lazyRouteComponent(() => import('../guide/guide-page.tsx'), 'GuidePage'),
})

const accountRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('../account/account-page.tsx'), 'AccountPage'),
})

function Nothing() {
  return null
}

export function createConsoleRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([
      signInRoute,
      invitationRoute,
      secondFactorRoute,
      shellRoute.addChildren([
        homeRoute,
        deskRoute.addChildren([deskIndexRoute, conversationRoute]),
        knowledgeRoute.addChildren([knowledgeIndexRoute, entryRoute]),
        synonymsRoute,
        articlesRoute.addChildren([articlesIndexRoute, articleRoute]),
        worklistRoute.addChildren([worklistIndexRoute, waysRoute, groupRoute]),
        reviewRoute,
        proceduresRoute.addChildren([proceduresIndexRoute, procedureRoute]),
        labellingRoute,
        reportsRoute,
        boardRoute,
        flywheelRoute,
        calibrationRoute,
        frozenRoute,
        tryItRoute,
        policyRoute,
        settingsRoute,
        accountRoute,
        guideRoute,
      ]),
    ]),
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPendingComponent: PagePending,
    defaultErrorComponent: PageFailed,
    defaultNotFoundComponent: PageMissing,
    defaultPendingMs: 150,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
}
