import { findNeeds, type GroupedMessage, groupMessages, groupWordings } from '../../../language/index.ts'

export interface DiscoveredGroup {
  /** Places in the given list, the most typical first. */
  members: number[]
  /** The way in which each member says it: 0 the commonest. */
  ways: number[]
  /** What its messages say and others do not. */
  phrases: string[]
  /** The same of the larger matter that it shares with other groups; null where it stands for itself. */
  matter: string[] | null
  /** The earlier group this one goes on. */
  group?: string
}

export interface Discovery {
  groups: DiscoveredGroup[]
  alone: number[]
}

/** Groups questions of one need, tells in how many ways each is put, and which groups are parts of one larger matter. */
export function discoverGroups(messages: readonly GroupedMessage[]): Discovery {
  const { groups, alone } = groupMessages(messages)
  const matters = mattersOf(messages, groups)
  return {
    alone,
    groups: groups.map((group, at) => ({
      ...group,
      ways: waysOf(group.members.map((place) => (messages[place] as GroupedMessage).text)),
      matter: matters[at] ?? null,
    })),
  }
}

function waysOf(texts: readonly string[]): number[] {
  const ways = new Array<number>(texts.length).fill(0)
  groupWordings(texts).forEach((places, way) => {
    for (const place of places) ways[place] = way
  })
  return ways
}

/** The largest groups, by a few of their most typical questions each: as many texts as are compared each with each. */
const mostGroups = 500
const typical = 5

/** A need found among the typical questions of all groups is a group's matter when most of its own are of it, and another group's, too. */
function mattersOf(
  messages: readonly GroupedMessage[],
  groups: readonly { members: number[] }[],
): (string[] | undefined)[] {
  const asked = groups
    .slice(0, mostGroups)
    .flatMap(({ members }, group) => members.slice(0, typical).map((place) => ({ place, group })))
  const { needs } = findNeeds(asked.map(({ place }) => messages[place] as GroupedMessage))
  const counts = groups.map(() => new Map<number, number>())
  needs.forEach(({ members }, need) => {
    for (const at of members) {
      const held = counts[asked[at]?.group ?? -1]
      held?.set(need, (held.get(need) ?? 0) + 1)
    }
  })
  const found = groups.map(({ members }, group) => {
    const [need, count] = [...(counts[group] ?? [])].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [-1, 0]
    return count * 2 > Math.min(typical, members.length) ? need : -1
  })
  const shared = new Map<number, number>()
  for (const need of found) shared.set(need, (shared.get(need) ?? 0) + 1)
  return found.map((need) => (need >= 0 && (shared.get(need) ?? 0) > 1 ? needs[need]?.phrases : undefined))
}
