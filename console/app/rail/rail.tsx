import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import {
  BookOpen,
  ChartColumn,
  CircleUser,
  Command,
  Ellipsis,
  FileText,
  FlaskConical,
  Inbox,
  KeyRound,
  Languages,
  ListChecks,
  ListOrdered,
  LogOut,
  MessageSquareCheck,
  Monitor,
  Moon,
  Rocket,
  Settings,
  SlidersHorizontal,
  Sun,
} from 'lucide-react'
import { Fragment, lazy, type ReactNode, Suspense, useState } from 'react'
import type { Permission } from '../../../contract/permissions.ts'
import { changeStatus, useOwnStatus } from '../../desk/together/own-status.ts'
import { useDeskSettings } from '../../desk/together/settings-query.ts'
import { guideQuery, isOpen } from '../../guide/queries.ts'
import { NotificationBell } from '../../notifications/notification-bell.tsx'
import { reviewsKey, useReviewCount } from '../../review/queries.ts'
import { IconButton } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuLine } from '../../ui/menu.tsx'
import { Tip } from '../../ui/tip.tsx'
import { useToast } from '../../ui/toast.tsx'
import { useErrorText } from '../error-text.ts'
import { useFrames } from '../realtime-provider.tsx'
import { changeLocale, goToTenant, leave, useCan, useMe } from '../session.ts'
import { type MessageKey, useLocale, useText } from '../text.ts'
import { setTheme, type Theme, useTheme } from '../theme.ts'

const PasswordDialog = lazy(() => import('../../account/password-dialog.tsx'))

interface Place {
  to: string
  label: MessageKey
  icon: ReactNode
  needs?: readonly Permission[]
  /** Stands at the foot of a phone, too; the rest is under “more” there. */
  first?: boolean
}

const places: readonly Place[] = [
  { to: '/desk', label: 'rail.desk', icon: <Inbox />, needs: ['conversations:read'], first: true },
  { to: '/knowledge', label: 'rail.knowledge', icon: <BookOpen />, needs: ['knowledge:read'], first: true },
  { to: '/articles', label: 'rail.articles', icon: <FileText />, needs: ['knowledge:read'] },
  {
    to: '/procedures',
    label: 'rail.procedures',
    icon: <ListOrdered />,
    needs: ['procedures:manage'],
  },
  {
    to: '/worklist',
    label: 'rail.improve',
    icon: <ListChecks />,
    needs: ['knowledge:edit', 'conversations:supervise'],
    first: true,
  },
  {
    to: '/reports',
    label: 'rail.reports',
    icon: <ChartColumn />,
    needs: ['reports:read', 'conversations:serve'],
  },
  { to: '/try-it', label: 'rail.tryIt', icon: <FlaskConical />, needs: ['knowledge:read'] },
  { to: '/policy', label: 'rail.policy', icon: <SlidersHorizontal />, needs: ['policy:read'] },
  {
    to: '/settings',
    label: 'rail.settings',
    icon: <Settings />,
    needs: ['conversations:serve', 'channels:read', 'members:read', 'api-keys:edit', 'audit:read'],
  },
]

/** The way in for a new tenant, as long as there is a step to go. */
function useGuideOpen(): boolean {
  const can = useCan()
  const { data } = useQuery({ ...guideQuery, enabled: can('tenant:edit') })
  return can('tenant:edit') && isOpen(data)
}

/** The places one may go, at the left of a wide page and at the foot of a narrow one. */
export function Rail() {
  const t = useText()
  const can = useCan()
  const guideOpen = useGuideOpen()
  const mine = places.filter((place) => !place.needs || place.needs.some(can))
  const others = mine.filter((place) => !place.first)
  // A menu of one would only be in the way.
  const alone = others.length === 1 ? others[0] : undefined
  return (
    <nav
      aria-label={t('rail.label')}
      className="flex shrink-0 items-center gap-1 border-n-6 bg-n-2 max-md:justify-around max-md:border-t max-md:px-2 max-md:py-1 md:w-14 md:flex-col md:border-r md:py-2"
    >
      <TenantMenu />
      {guideOpen && (
        <span className="max-md:hidden">
          <RailLink to="/guide" label={t('guide.title')} icon={<Rocket />} />
        </span>
      )}
      {mine.map((place) => (
        <Fragment key={place.to}>
          <span className={place.first || alone === place ? undefined : 'max-md:hidden'}>
            <RailLink to={place.to} label={t(place.label)} icon={place.icon} />
          </span>
          {place.to === '/desk' && <ReviewLink />}
        </Fragment>
      ))}
      {alone === undefined && others.length > 0 && <MorePlaces places={others} />}
      <div className="flex-1 max-md:hidden" />
      {can('conversations:read') && <NotificationBell />}
      <IconButton
        label={`${t('palette.open')} (⌘K)`}
        className="max-md:hidden"
        onClick={() => window.dispatchEvent(new Event('attune:palette'))}
      >
        <Command />
      </IconButton>
      <MemberMenu />
    </nav>
  )
}

/** On a phone, the places that have no room of their own, by name. */
function MorePlaces({ places: others }: { places: readonly Place[] }) {
  const t = useText()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const here = others.some(({ to }) => pathname === to || pathname.startsWith(`${to}/`))
  return (
    <span className="md:hidden">
      <Menu
        side="top"
        align="end"
        trigger={
          <IconButton silent label={t('rail.more')} pressed={here} className="pointer-coarse:size-10">
            <Ellipsis />
          </IconButton>
        }
      >
        {others.map(({ to, label, icon }) => (
          <MenuItem key={to} icon={icon} onSelect={() => void navigate({ to })}>
            {t(label)}
          </MenuItem>
        ))}
      </Menu>
    </span>
  )
}

/** Replies to approve, with how many wait; only where a scene asks for it. */
function ReviewLink() {
  const t = useText()
  const queryClient = useQueryClient()
  const count = useReviewCount()
  useFrames((frame) => {
    if (frame.type === 'reviews-changed') void queryClient.invalidateQueries({ queryKey: reviewsKey })
  })
  if (count === undefined || (!count.asked && count.waiting === 0)) return null
  const { waiting } = count
  return (
    <RailLink
      to="/review"
      label={
        waiting === 0
          ? t('approval.title')
          : `${t('approval.title')} · ${t('approval.waiting', { count: waiting })}`
      }
      icon={<MessageSquareCheck />}
      badge={waiting === 0 ? undefined : waiting > 99 ? '99+' : String(waiting)}
    />
  )
}

function RailLink({
  to,
  label,
  icon,
  badge,
}: {
  to: string
  label: string
  icon: ReactNode
  badge?: string | undefined
}) {
  return (
    <Tip text={label} side="right">
      <Link
        to={to}
        aria-label={label}
        activeProps={{ 'aria-current': 'page' }}
        className="relative flex size-9 items-center justify-center rounded-md text-n-11 transition-colors hover:bg-n-4 hover:text-n-12 aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent pointer-coarse:size-10 [&_svg]:size-[18px]"
      >
        {icon}
        {badge !== undefined && (
          <span
            aria-hidden
            className="absolute -top-0.5 -right-0.5 min-w-4 rounded-full bg-danger-solid px-1 text-center text-xs leading-4 font-medium text-on-danger tabular"
          >
            {badge}
          </span>
        )}
      </Link>
    </Tip>
  )
}

/** First letter or character of a name, for a small square. */
function initial(name: string): string {
  return [...name.trim()][0]?.toUpperCase() ?? '·'
}

function useAttempt() {
  const say = useToast()
  const errorText = useErrorText()
  return (work: Promise<unknown>) => {
    work.catch((error: unknown) => say(errorText(error), 'danger'))
  }
}

function TenantMenu() {
  const t = useText()
  const me = useMe()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const attempt = useAttempt()
  const go = async (slug: string) => {
    if (slug === me.tenant.slug) return
    await goToTenant(queryClient, slug)
    await navigate({ to: '/' })
  }
  return (
    <Menu
      side="right"
      trigger={
        <button
          type="button"
          aria-label={`${t('rail.tenant')}: ${me.tenant.name}`}
          title={me.tenant.name}
          className="flex size-9 items-center justify-center rounded-md bg-accent text-lg font-semibold text-on-accent md:mb-2"
        >
          {initial(me.tenant.name)}
        </button>
      }
    >
      <MenuLabel>{t('rail.tenant')}</MenuLabel>
      <MenuChoice
        value={me.tenant.slug}
        options={me.tenants.map((tenant) => [tenant.slug, tenant.name] as const)}
        onChange={(slug) => attempt(go(slug))}
      />
    </Menu>
  )
}

function MemberMenu() {
  const t = useText()
  const [changingPassword, setChangingPassword] = useState(false)
  const me = useMe()
  const theme = useTheme()
  const locale = useLocale()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const attempt = useAttempt()
  const presence = me.member.presence
  const guideOpen = useGuideOpen()
  const { statuses } = useDeskSettings()
  const own = useOwnStatus()?.status
  // What presence says holds; a reason only explains it.
  const reason = statuses.find((one) => one.key === own)
  const shown =
    own === 'wrap-up' && presence === 'online' ? own : reason && presence === 'away' ? reason.key : presence
  const nameOf = (status: string) => {
    const known = statuses.find((one) => one.key === status)?.name
    if (known) return locale === 'zh-CN' ? known.zh || known.en : known.en || known.zh
    return status === 'wrap-up' ? t('presence.wrap-up') : t(`presence.${status as 'online' | 'away'}`)
  }
  return (
    <>
      <Menu
        side="right"
        align="end"
        trigger={
          <button
            type="button"
            aria-label={`${me.member.name} · ${nameOf(shown)}`}
            title={`${me.member.name} · ${nameOf(shown)}`}
            className="relative flex size-9 items-center justify-center rounded-full bg-n-4 font-medium hover:bg-n-5"
          >
            {initial(me.member.name)}
            <PresenceDot presence={presence} className="absolute -right-0.5 -bottom-0.5 ring-2 ring-n-2" />
          </button>
        }
      >
        <div className="px-2 py-1.5">
          <div className="font-medium">{me.member.name}</div>
          <div className="text-sm text-n-11">{me.member.email}</div>
        </div>
        <MenuLine />
        <MenuLabel>{t('presence.label')}</MenuLabel>
        <MenuChoice
          value={shown}
          options={[
            'online',
            ...(shown === 'wrap-up' ? ['wrap-up'] : []),
            'away',
            ...statuses.map((one) => one.key),
          ].map(
            (value) =>
              [
                value,
                <>
                  <PresenceDot
                    key="dot"
                    presence={value === 'online' || value === 'wrap-up' ? 'online' : 'away'}
                  />
                  {nameOf(value)}
                </>,
              ] as const,
          )}
          onChange={(value) => attempt(changeStatus(queryClient, value))}
        />
        <MenuLine />
        <MenuLabel>{t('theme.label')}</MenuLabel>
        <MenuChoice<Theme>
          value={theme}
          onChange={setTheme}
          options={[
            ['system', <Named key="system" icon={<Monitor />} name={t('theme.system')} />],
            ['light', <Named key="light" icon={<Sun />} name={t('theme.light')} />],
            ['dark', <Named key="dark" icon={<Moon />} name={t('theme.dark')} />],
          ]}
        />
        <MenuLine />
        <MenuLabel>{t('language.label')}</MenuLabel>
        <MenuChoice
          value={locale}
          onChange={(value) => attempt(changeLocale(queryClient, value))}
          options={[
            ['zh-CN', <Named key="zh" icon={<Languages />} name="简体中文" />],
            ['en', <Named key="en" icon={<Languages />} name="English" />],
          ]}
        />
        <MenuLine />
        {guideOpen && (
          <MenuItem icon={<Rocket />} onSelect={() => attempt(navigate({ to: '/guide' }))}>
            {t('guide.title')}
          </MenuItem>
        )}
        <MenuItem icon={<CircleUser />} onSelect={() => attempt(navigate({ to: '/account' }))}>
          {t('account.title')}
        </MenuItem>
        <MenuItem icon={<KeyRound />} onSelect={() => setChangingPassword(true)}>
          {t('password.title')}
        </MenuItem>
        <MenuItem
          icon={<LogOut />}
          onSelect={() =>
            attempt(
              leave().then(async () => {
                await navigate({ to: '/sign-in', search: {} })
                queryClient.clear()
              }),
            )
          }
        >
          {t('rail.signOut')}
        </MenuItem>
      </Menu>
      {changingPassword && (
        <Suspense>
          <PasswordDialog onClose={() => setChangingPassword(false)} />
        </Suspense>
      )}
    </>
  )
}

function Named({ icon, name }: { icon: ReactNode; name: string }) {
  return (
    <>
      {icon}
      {name}
    </>
  )
}

export function PresenceDot({ presence, className }: { presence: 'online' | 'away'; className?: string }) {
  return (
    <span
      aria-hidden
      className={classNames(
        'inline-block size-2.5 shrink-0 rounded-full',
        presence === 'online' ? 'bg-good' : 'border-2 border-n-8 bg-n-1',
        className,
      )}
    />
  )
}
