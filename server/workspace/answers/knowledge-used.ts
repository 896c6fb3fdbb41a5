import type { EventBody, UsedSource } from '../../../contract/index.ts'
import type { SendCheck } from '../../conversations/index.ts'
import type { EntrySearch, PassageSearch } from '../../knowledge/index.ts'

type Kept = EventBody<'knowledge-used'>['sources']

/** Puts on record what of the knowledge an agent's message was made from: evidence of what customers ask and what helps. */
export function noteKnowledgeUsed(dependencies: {
  entrySearch: EntrySearch
  passageSearch: PassageSearch
}): SendCheck {
  return async (caller, _text, { sources = [] }) => {
    if (sources.length === 0) return []
    const kept = await named(dependencies, caller.tenantId, sources)
    // What was taken away meanwhile keeps nobody from answering a customer.
    if (kept.length === 0) return []
    return [
      {
        type: 'knowledge-used',
        actor: { kind: 'agent', id: caller.memberId, name: caller.name },
        body: { sources: kept },
      },
    ]
  }
}

/** Several checks of one message, in order; what each gives is written with it. */
export const allChecks =
  (...checks: readonly SendCheck[]): SendCheck =>
  async (...input) => {
    const events = []
    for (const check of checks) events.push(...(await check(...input)))
    return events
  }

async function named(
  { entrySearch, passageSearch }: { entrySearch: EntrySearch; passageSearch: PassageSearch },
  tenantId: string,
  sources: readonly UsedSource[],
): Promise<Kept> {
  const idsOf = (kind: UsedSource['kind']) => [
    ...new Set(sources.filter((one) => one.kind === kind).map((one) => one.id as string)),
  ]
  const entries = await entrySearch.read(tenantId, idsOf('entry'))
  const passages = await passageSearch.name(tenantId, idsOf('passage'))
  return [
    ...[...entries.values()].map((entry) => ({
      kind: 'entry' as const,
      entryId: entry.id as Extract<Kept[number], { kind: 'entry' }>['entryId'],
      entryVersion: entry.version,
      title: entry.question.en ?? entry.question.zh ?? entry.key,
    })),
    ...passages.map((passage) => ({ kind: 'passage' as const, ...passage })),
  ]
}
