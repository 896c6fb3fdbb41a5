import { useQuery } from '@tanstack/react-query'
import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { checkWording, type WordingFinding } from '../../../contract/workspace/wording-rules.ts'
import { call } from '../../app/api.ts'
import { useText } from '../../app/text.ts'
import { useSettled } from '../../app/use-settled.ts'

/** How long one must pause in typing before the text is looked at. */
const pauseMs = 350
const none: readonly WordingFinding[] = []

/** Holds what is being written to the tenant's wording rules; the server does so again when it is sent. */
export function useWording(text: string) {
  const t = useText()
  const settled = useSettled(text, pauseMs)
  const { data } = useQuery({
    queryKey: ['wording', settled],
    queryFn: ({ signal }) => call(checkWording, { body: { text: settled }, signal }),
    enabled: settled !== '',
    staleTime: 10_000,
    gcTime: 30_000,
    retry: false,
  })
  const findings = settled === text && text !== '' ? (data?.findings ?? none) : none
  const byRule = [...new Map(findings.map((one) => [one.ruleId, one])).values()]
  // Confirmed is this text, and no other.
  const [asked, setAsked] = useState<string>()
  const blocked = byRule.some((one) => one.action === 'block')
  const asking = byRule.length > 0 && !blocked && asked === text
  return {
    /** What the agent has confirmed for this text. */
    confirmed: asking ? byRule.map((one) => one.ruleId) : [],
    /** Whether it may be sent as far as is known here; the first try with a warning asks, the second sends. */
    maySend: () => {
      if (blocked) return false
      if (byRule.length === 0 || asking) return true
      setAsked(text)
      return false
    },
    hints: byRule.length > 0 && (
      <ul role="alert" className="flex flex-col gap-0.5 px-3 pb-1.5 text-sm">
        {byRule.map((one) => (
          <li
            key={one.ruleId}
            className={`flex items-start gap-1.5 ${one.action === 'block' ? 'text-danger' : 'text-warning'} [&_svg]:mt-0.5 [&_svg]:size-3.5 [&_svg]:shrink-0`}
          >
            {one.action === 'block' ? <CircleAlert aria-hidden /> : <TriangleAlert aria-hidden />}
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {t(one.action === 'block' ? 'wording.blocked' : 'wording.warned', {
                words: one.words,
                rule: one.name,
              })}
              {one.hint !== '' && <span className="text-n-11"> {one.hint}</span>}
            </span>
          </li>
        ))}
        {asking && <li className="font-medium">{t('wording.again')}</li>}
      </ul>
    ),
  }
}
