import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { z } from 'zod'
import type { getWorklistGroup } from '../../contract/training/worklist.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Badge } from '../ui/states.tsx'
import { titleOfGroup, type WorklistState } from './queries.ts'
import { WayRows } from './way-rows.tsx'

const shownFirst = 5

interface Props {
  group: z.output<(typeof getWorklistGroup)['reply']>
  search: { state: WorklistState; days: number }
}

/** In how many ways customers put it, the commonest first, what is typical and what unusual, and the larger matter behind it. */
export function WaysPanel({ group, search }: Props) {
  const t = useText()
  const [all, setAll] = useState(false)
  const { ways, wayList, unusual, matter, phrases } = group
  if (ways === undefined || wayList.length === 0 || group.questionList.length < 2) return null
  const shown = all ? wayList : wayList.slice(0, shownFirst)
  return (
    <section aria-label={t('worklist.ways')} className="flex min-w-0 flex-col gap-2 rounded-lg border p-3">
      <header className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <h3 className="font-medium" title={t('worklist.waysHint')}>
          {t('worklist.waysCount', { count: ways })}
        </h3>
        <ul aria-label={t('worklist.phrases')} className="flex min-w-0 flex-wrap gap-1">
          {phrases.map((phrase) => (
            <li key={phrase} className="flex max-w-full">
              <Badge>{phrase}</Badge>
            </li>
          ))}
        </ul>
      </header>
      <WayRows ways={shown} />
      {wayList.length > shownFirst && (
        <Button look="quiet" className="self-start" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('worklist.fewerWays') : t('worklist.allWays', { count: wayList.length })}
        </Button>
      )}
      {unusual.length > 0 && (
        <dl className="grid grid-cols-[max-content_minmax(0,1fr)] gap-x-3 gap-y-1 border-t pt-2 text-sm">
          <dt className="text-n-11">{t('worklist.typical')}</dt>
          <dd className="[overflow-wrap:anywhere]">{group.example}</dd>
          <dt className="text-n-11">{t('worklist.unusual')}</dt>
          <dd className="flex flex-col gap-0.5 [overflow-wrap:anywhere]">
            {[...new Set(unusual)].map((text) => (
              <span key={text}>{text}</span>
            ))}
          </dd>
        </dl>
      )}
      {matter && (
        <p className="flex flex-wrap gap-x-2 gap-y-1 border-t pt-2 text-sm">
          <span className="text-n-11">{t('worklist.matter', { phrases: matter.phrases.join(' · ') })}</span>
          {matter.groups.map((other) => (
            <Link
              key={other.id}
              to="/worklist/$groupId"
              params={{ groupId: other.id }}
              search={search}
              preload={false}
              className="text-accent underline underline-offset-2"
            >
              {titleOfGroup(other)} ({other.count})
            </Link>
          ))}
        </p>
      )}
    </section>
  )
}
