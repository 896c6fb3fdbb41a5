import { useQueryClient } from '@tanstack/react-query'
import type { UseNavigateResult } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { Dialog } from 'radix-ui'
import { lazy, Suspense, useState } from 'react'
import { changeLocale, useCan, useMe } from '../app/session.ts'
import { useLocale, useText } from '../app/text.ts'
import { setTheme, themes } from '../app/theme.ts'
import { useInsertion } from '../desk/composing/insertion.ts'
import { findPhrases } from '../desk/composing/phrase.ts'
import { usePhrases } from '../desk/composing/phrases-query.ts'
import { changeStatus } from '../desk/together/own-status.ts'
import { useDeskSettings } from '../desk/together/settings-query.ts'
import { Keycap } from '../ui/button.tsx'
import { type CommandGroup, useOfferedCommands } from './commands.ts'
import { places } from './places.ts'

const PaletteFound = lazy(async () => ({
  default: (await import('../desk/search/palette-found.tsx')).PaletteFound,
}))
const groupClass =
  '[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-n-11'
const itemClass = 'flex h-8 items-center rounded-sm px-2 data-[selected=true]:bg-n-4'

interface Props {
  open: boolean
  onOpenChange: (open: boolean) => void
  navigate: UseNavigateResult<string>
}

/** Every main action by name: what can be done here, places and settings, then customers and messages that fit. */
export default function CommandPalette({ open, onOpenChange, navigate }: Props) {
  const t = useText()
  const can = useCan()
  const me = useMe()
  const locale = useLocale()
  const queryClient = useQueryClient()
  const [words, setWords] = useState('')
  const [selected, select] = useState('')
  const here = useOfferedCommands()
  const insert = useInsertion()
  const { statuses } = useDeskSettings()
  const phrases = usePhrases(open && insert !== undefined)
  const groups: CommandGroup[] = [
    ...(insert && phrases.length > 0
      ? [
          {
            title: t('phrase.list'),
            items: findPhrases(phrases, '').map((phrase) => ({
              name: `;${phrase.code} ${phrase.title}${phrase.folder === '' ? '' : ` · ${phrase.folder}`}`,
              // The window gives the focus back first.
              run: () => setTimeout(() => insert(phrase)),
            })),
          },
        ]
      : []),
    {
      title: t('palette.go'),
      items: [
        ...(can('conversations:read')
          ? (['mine', 'queue', 'replied', 'assistant', 'open', 'closed'] as const).map((view) => ({
              name: `${t('rail.desk')}: ${t(`view.${view}`)}`,
              run: () => navigate({ to: '/desk', search: { view } }),
            }))
          : []),
        ...places
          .filter(({ needs }) => !needs || needs.some(can))
          .map(({ under, label, to, search }) => ({
            name: under === undefined ? t(label) : `${t(under)}: ${t(label)}`,
            run: () => navigate({ to, search: search ?? {} }),
          })),
      ],
    },
    {
      title: t('palette.do'),
      items: [
        ...(can('knowledge:edit')
          ? [
              {
                name: t('knowledge.new'),
                run: () => navigate({ to: '/knowledge/$entryId', params: { entryId: 'new' } }),
              },
            ]
          : []),
        me.member.presence === 'online'
          ? { name: t('presence.goAway'), run: () => changeStatus(queryClient, 'away') }
          : { name: t('presence.goOnline'), run: () => changeStatus(queryClient, 'online') },
        ...statuses.map(({ key, name }) => ({
          name: `${t('presence.label')}: ${locale === 'zh-CN' ? name.zh || name.en : name.en || name.zh}`,
          run: () => changeStatus(queryClient, key),
        })),
        locale === 'en'
          ? { name: '简体中文', run: () => changeLocale(queryClient, 'zh-CN') }
          : { name: 'English', run: () => changeLocale(queryClient, 'en') },
        ...themes.map((theme) => ({
          name: `${t('theme.label')}: ${t(`theme.${theme}`)}`,
          run: async () => setTheme(theme),
        })),
      ],
    },
  ]
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-veil" />
        <Dialog.Content
          aria-describedby={undefined}
          className="fixed top-[12dvh] left-1/2 z-40 w-[calc(100vw-32px)] max-w-[520px] -translate-x-1/2 overflow-hidden rounded-lg border bg-n-1 shadow-high"
        >
          <Dialog.Title className="sr-only">{t('palette.open')}</Dialog.Title>
          <Command
            label={t('palette.open')}
            loop
            // What is found on the server would not be sorted among the rest.
            shouldFilter={false}
            value={selected}
            onValueChange={select}
          >
            <Command.Input
              value={words}
              onValueChange={setWords}
              placeholder={t('palette.placeholder')}
              className="h-11 w-full border-b bg-transparent px-4 text-lg outline-none"
            />
            <Command.List className="max-h-[50dvh] overflow-y-auto p-1.5">
              <Command.Empty className="p-4 text-center text-n-11">{t('palette.empty')}</Command.Empty>
              {fitting([...here, ...groups], words).map((group) => (
                <Group key={group.title} group={group} onChosen={() => onOpenChange(false)} />
              ))}
              {can('conversations:read') && (
                <Suspense>
                  <PaletteFound
                    words={words}
                    selected={selected}
                    select={select}
                    groupClass={groupClass}
                    itemClass={itemClass}
                    navigate={navigate}
                    onChosen={() => onOpenChange(false)}
                  />
                </Suspense>
              )}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/** Commands whose names hold all of what is written, word by word. */
function fitting(groups: readonly CommandGroup[], written: string): CommandGroup[] {
  const words = written.toLowerCase().split(/\s+/).filter(Boolean)
  return groups.flatMap((group) => {
    const items = group.items.filter((item) => {
      const name = `${group.title} ${item.name}`.toLowerCase()
      return words.every((word) => name.includes(word))
    })
    return items.length === 0 ? [] : [{ ...group, items }]
  })
}

function Group({ group, onChosen }: { group: CommandGroup; onChosen: () => void }) {
  return (
    <Command.Group heading={group.title} className={groupClass}>
      {group.items.map((item) => (
        <Command.Item
          key={item.name}
          value={`${group.title} ${item.name}`}
          onSelect={() => {
            onChosen()
            void item.run()
          }}
          className={itemClass}
        >
          <span className="min-w-0 flex-1 truncate">{item.name}</span>
          {item.shortcut && <Keycap>{item.shortcut}</Keycap>}
        </Command.Item>
      ))}
    </Command.Group>
  )
}
