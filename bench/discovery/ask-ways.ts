import { waysOfSaying } from '../../language/index.ts'
import type { Message } from '../intents.ts'
import { judgeWays, type WaysFigures } from './judge-ways.ts'
import { manyMessages, numbersFrom } from './vary.ts'

export interface AskedNeed extends WaysFigures {
  need: string
  seconds: number
}

/**
 * “In how many ways do they say this”: needs hidden among the others, six of those without `/zh` behind their name and three of those
 * with it, drawn from one half: 0 is for choosing, 1 for the result.
 */
export function askWays(
  hidden: readonly Message[],
  options: { messages: number; half: 0 | 1; seed: number; fault?: string | undefined },
): AskedNeed[] {
  const { messages, half, seed, fault } = options
  const names = [...new Set(hidden.map((row) => row.entry ?? ''))]
    .filter((name) => name !== '' && name.charCodeAt(0) % 2 === half)
    .sort()
  const draw = numbersFrom(seed)
  const drawn = (list: readonly string[], count: number) =>
    list
      .map((name) => ({ name, key: draw() }))
      .sort((a, b) => a.key - b.key)
      .slice(0, count)
      .map(({ name }) => name)
  const said = manyMessages(hidden, messages, seed)
  const isChinese = (name: string) => name.endsWith('/zh')
  const asked = [
    ...drawn(
      names.filter((name) => !isChinese(name)),
      6,
    ),
    ...drawn(names.filter(isChinese), 3),
  ]
  return asked.map((need) => {
    const examples = drawn(
      hidden.filter((row) => row.entry === need).map(({ text }) => text),
      3,
    )
    // Chinese needs have no Chinese name in the data: their first example stands for it.
    const [first = ''] = examples
    const name = isChinese(need) ? first : need.replaceAll('_', ' ')
    const begun = performance.now()
    const found = matcherOf(fault)({ name, examples }, said)
    const members = [...said.keys()].filter((place) => said[place]?.row.entry === need)
    const truth = { members, ways: new Set(members.map((place) => said[place]?.row)).size }
    return {
      need,
      seconds: (performance.now() - begun) / 1000,
      ...judgeWays({ members: found.members, ways: found.ways.length }, truth),
    }
  })
}

/** `ways-all` and `ways-nothing` stand for a matcher that does not look. */
function matcherOf(fault: string | undefined): typeof waysOfSaying {
  if (fault === 'ways-nothing') return () => ({ members: [], ways: [] })
  if (fault !== 'ways-all') return waysOfSaying
  return (_, messages) => {
    const members = [...messages.keys()]
    return { members, ways: members.map((place) => ({ members: [place], text: '' })) }
  }
}
