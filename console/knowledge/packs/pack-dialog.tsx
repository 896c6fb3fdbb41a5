import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { choosePacks, type PackOverview, type Trade } from '../../../contract/knowledge/packs.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { Failed } from '../../app/page-states.tsx'
import { useCan } from '../../app/session.ts'
import { useLocale, useText } from '../../app/text.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { Check } from '../../ui/field.tsx'
import { Badge, Notice, SkeletonLines } from '../../ui/states.tsx'
import { packsQuery, refreshPacks } from './queries.ts'

/** Which trades' wordings the entries take over, and how far that went. */
export function PackDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const packs = useQuery(packsQuery)
  const queryClient = useQueryClient()
  const matching = packs.data?.matching ?? false
  const before = useRef(matching)
  useEffect(() => {
    // Done comparing: entries behind the dialog have topics now.
    if (before.current && !matching) refreshPacks(queryClient)
    before.current = matching
  }, [matching, queryClient])
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t('packs.title')}
      description={t('packs.about')}
      closeLabel={t('app.close')}
    >
      {packs.isPending ? (
        <SkeletonLines label={t('app.loading')} lines={5} />
      ) : packs.data === undefined ? (
        <Failed error={packs.error} retry={() => void packs.refetch()} />
      ) : (
        <Chosen packs={packs.data} />
      )}
    </Dialog>
  )
}

function Chosen({ packs }: { packs: PackOverview }) {
  const t = useText()
  const can = useCan()
  const locale = useLocale()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const change = useMutation({
    mutationFn: (trades: Trade[]) => call(choosePacks, { body: { trades }, ifMatch: packs.version }),
    onSuccess: async (now) => {
      // What was asked for before the choice was written would bring the old one back for a moment.
      await queryClient.cancelQueries({ queryKey: packsQuery.queryKey })
      queryClient.setQueryData(packsQuery.queryKey, now)
    },
    onSettled: () => refreshPacks(queryClient),
  })
  const editable = can('knowledge:publish')
  const name = new Intl.DisplayNames(locale, { type: 'language' })
  const number = new Intl.NumberFormat(locale)
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' })
  const toggle = (trade: Trade, chosen: boolean) =>
    !change.isPending &&
    change.mutate(
      packs.trades.filter((one) => (one.trade === trade ? chosen : one.chosen)).map((one) => one.trade),
    )
  const counts = ['matched', 'unmatched', 'undone', 'inherited'] as const
  return (
    <div className="flex flex-col gap-4 pt-2 pb-3">
      {change.error && (
        <Notice tone="danger" role="alert">
          {errorText(change.error)}
        </Notice>
      )}
      {!editable && <p className="text-n-11">{t('packs.readOnly')}</p>}
      <ul className="flex flex-col gap-1">
        {packs.trades.map((one) => (
          <li key={one.trade}>
            <Check
              // Shown as it will be, while it is being written.
              checked={change.isPending ? change.variables.includes(one.trade) : one.chosen}
              disabled={!editable || (one.topics === 0 && !one.chosen)}
              onChange={(event) => toggle(one.trade, event.target.checked)}
              label={
                <>
                  <span className="font-medium">{t(`packs.trade.${one.trade}`)}</span>
                  <span className="block text-sm text-n-11 tabular">
                    {one.topics === 0
                      ? t('packs.none')
                      : t('packs.of', {
                          topics: number.format(one.topics),
                          wordings: number.format(one.wordings),
                          languages: list.format(
                            one.languages.map((language) => name.of(language) ?? language),
                          ),
                        })}
                  </span>
                </>
              }
            />
          </li>
        ))}
      </ul>
      <div className="min-h-6" aria-live="polite">
        {packs.matching && <Badge tone="waiting">{t('packs.matching')}</Badge>}
      </div>
      <dl className="grid grid-cols-2 gap-x-4 gap-y-2 border-t pt-3 sm:grid-cols-4">
        {counts.map((key) => (
          <div key={key} className="flex flex-col-reverse justify-end">
            <dt className="text-sm text-n-11">{t(`packs.${key}`)}</dt>
            <dd className="text-lg font-semibold tabular">{number.format(packs[key])}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
