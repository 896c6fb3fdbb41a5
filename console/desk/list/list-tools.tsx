import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ArrowDownWideNarrow, ListFilter, X } from 'lucide-react'
import type { Conversation } from '../../../contract/conversations.ts'
import { useText } from '../../app/text.ts'
import { IconButton } from '../../ui/button.tsx'
import { Menu, MenuChoice, MenuLabel, MenuLine } from '../../ui/menu.tsx'
import type { DeskSearch } from '../desk-search.ts'
import { conversationSorts, languages, usualSort } from '../views.ts'
import type { ListKey } from './merge-list.ts'

const seen = new Map<string, string>()

/** How the list is ordered, and what it is narrowed to. Both stand in the address. */
export function ListTools({ listKey }: { listKey: ListKey }) {
  const t = useText()
  const change = useChange()
  const { view, sort = usualSort(view), channel, language } = listKey
  return (
    <div className="flex shrink-0">
      <Menu
        align="end"
        trigger={
          <IconButton
            silent
            label={t('list.filter')}
            pressed={channel !== undefined || language !== undefined}
          >
            <ListFilter />
          </IconButton>
        }
      >
        <ChannelChoice channel={channel} />
        <MenuLine />
        <MenuLabel>{t('list.language')}</MenuLabel>
        <MenuChoice
          value={language ?? 'all'}
          options={[['all', t('list.all')], ...languages.map((one) => [one, t(`language.${one}`)] as const)]}
          onChange={(next) => change({ language: next === 'all' ? undefined : next })}
        />
      </Menu>
      <Menu
        align="end"
        trigger={
          <IconButton silent label={t('list.sort')} pressed={sort !== usualSort(view)}>
            <ArrowDownWideNarrow />
          </IconButton>
        }
      >
        <MenuLabel>{t('list.sort')}</MenuLabel>
        <MenuChoice
          value={sort}
          options={conversationSorts.map((one) => [one, t(`list.sort.${one}`)] as const)}
          onChange={(next) => change({ sort: next === usualSort(view) ? undefined : next })}
        />
      </Menu>
    </div>
  )
}

/** Which channels there are is looked up when the menu opens. */
function ChannelChoice({ channel }: { channel: string | undefined }) {
  const t = useText()
  const change = useChange()
  const channels = useChannels()
  return (
    <>
      <MenuLabel>{t('list.channel')}</MenuLabel>
      <MenuChoice
        value={channel ?? 'all'}
        options={[['all', t('list.all')], ...channels]}
        onChange={(next) => change({ channel: next === 'all' ? undefined : next })}
      />
    </>
  )
}

/** Says what the list is narrowed to, and widens it again. */
export function ActiveFilters({ listKey: { channel, language } }: { listKey: ListKey }) {
  const t = useText()
  const change = useChange()
  if (channel === undefined && language === undefined) return null
  const names = [
    channel && (seen.get(channel) ?? t('list.channel')),
    language && t(`language.${language}`),
  ].filter(Boolean)
  return (
    <div className="flex shrink-0 items-center gap-2 border-b py-0.5 pr-1.5 pl-3 text-n-11">
      <span className="min-w-0 flex-1 truncate">{t('list.only', { names: names.join(' · ') })}</span>
      <IconButton
        silent
        label={t('list.clear')}
        onClick={() => change({ channel: undefined, language: undefined })}
      >
        <X />
      </IconButton>
    </div>
  )
}

function useChange() {
  const navigate = useNavigate()
  return (next: Partial<DeskSearch>) =>
    void navigate({ to: '.', search: (before: DeskSearch) => ({ ...before, ...next }), replace: true })
}

/** Channels that conversations came over so far; agents may not list the settings of channels. */
function useChannels(): [string, string][] {
  const client = useQueryClient()
  const lists = client.getQueriesData<{ pages: { items: Conversation[] }[] }>({ queryKey: ['conversations'] })
  for (const [, list] of lists)
    for (const page of list?.pages ?? [])
      for (const { channel } of page.items) seen.set(channel.id, channel.name)
  return [...seen].sort(([, one], [, other]) => one.localeCompare(other))
}
