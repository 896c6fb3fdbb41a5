import { useQueryClient } from '@tanstack/react-query'
import type { UseNavigateResult } from '@tanstack/react-router'
import { Command } from 'cmdk'
import { Dialog } from 'radix-ui'
import { useInsertion } from '../desk/composing/insertion.ts'
import { findPhrases } from '../desk/composing/phrase.ts'
import { usePhrases } from '../desk/composing/phrases-query.ts'
import { changeLocale, changePresence, useCan, useMe } from './session.ts'
import { useLocale, useText } from './text.ts'
import { setTheme, themes } from './theme.ts'

interface Props {
  open: boolean
  onOpenChange: (open: boolean) => void
  navigate: UseNavigateResult<string>
}

/** Every main action by name. */
export default function CommandPalette({ open, onOpenChange, navigate }: Props) {
  const t = useText()
  const can = useCan()
  const me = useMe()
  const locale = useLocale()
  const queryClient = useQueryClient()
  const insert = useInsertion()
  const phrases = usePhrases(open && insert !== undefined)
  const groups = [
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
        ...(can('knowledge:read')
          ? [
              { name: t('rail.knowledge'), run: () => navigate({ to: '/knowledge' }) },
              ...(can('knowledge:edit')
                ? [{ name: t('worklist.title'), run: () => navigate({ to: '/worklist' }) }]
                : []),
              { name: t('rail.tryIt'), run: () => navigate({ to: '/try-it' }) },
            ]
          : []),
        { name: t('rail.settings'), run: () => navigate({ to: '/settings' }) },
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
          ? { name: t('presence.goAway'), run: () => changePresence(queryClient, 'away') }
          : { name: t('presence.goOnline'), run: () => changePresence(queryClient, 'online') },
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
          <Command label={t('palette.open')} loop>
            <Command.Input
              placeholder={t('palette.placeholder')}
              className="h-11 w-full border-b bg-transparent px-4 text-lg outline-none"
            />
            <Command.List className="max-h-[50dvh] overflow-y-auto p-1.5">
              <Command.Empty className="p-4 text-center text-n-11">{t('palette.empty')}</Command.Empty>
              {groups.map((group) => (
                <Command.Group
                  key={group.title}
                  heading={group.title}
                  className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-n-11"
                >
                  {group.items.map((item) => (
                    <Command.Item
                      key={item.name}
                      onSelect={() => {
                        onOpenChange(false)
                        void item.run()
                      }}
                      className="flex h-8 items-center rounded-sm px-2 data-[selected=true]:bg-n-4"
                    >
                      {item.name}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
