import { type DayRanges, type PolicyDocument, textVariables, variablesOf } from '../../contract/index.ts'
import { ApiError } from '../platform/http/index.ts'
import { isTimeZone } from './hours.ts'

/** Ten years. */
const longestSeconds = 10 * 366 * 86_400

const refuse = (detail: string): never => {
  throw new ApiError('policy/invalid', { detail })
}

/** What a schema cannot say: a policy that would make turns fail is refused. Throws `policy/invalid`. */
export function checkPolicy(document: PolicyDocument): void {
  checkScenes(document)
  checkTimes(document)
  checkHours(document)
  checkTexts(document)
}

function checkScenes({ scenes }: PolicyDocument): void {
  const keys = scenes.map((scene) => scene.key)
  if (!keys.includes('default')) refuse('one scene has to have the key default')
  if (new Set(keys).size !== keys.length) refuse('two scenes have the same key')
}

/** Times that end in no date at all would make every reply of the tenant fail. */
function checkTimes({ session, scenes }: PolicyDocument): void {
  const check = (where: string, times: Record<string, number>) => {
    const tooLong = Object.entries(times).find(([, seconds]) => seconds > longestSeconds)
    if (tooLong !== undefined) refuse(`${where}.${tooLong[0]}: at most ${longestSeconds} seconds`)
  }
  check('session', session)
  for (const scene of scenes) if (scene.idle !== undefined) check(`scenes.${scene.key}.idle`, scene.idle)
}

function checkHours({ hours }: PolicyDocument): void {
  if (hours === undefined) return
  if (hours.timeZone !== undefined && !isTimeZone(hours.timeZone)) refuse('hours.timeZone: no such time zone')
  const days: [string, DayRanges][] = [
    ...hours.week.map((ranges, day) => [`week.${day}`, ranges] as [string, DayRanges]),
    ...Object.entries(hours.dates).map(([date, ranges]) => [`dates.${date}`, ranges] as [string, DayRanges]),
  ]
  for (const [where, given] of days) {
    const ranges = [...given].sort((a, b) => (a.from < b.from ? -1 : 1))
    for (const [index, { from, to }] of ranges.entries()) {
      if (from >= to || to > '24:00') refuse(`hours.${where}: ${from} to ${to} is no stretch of a day`)
      const before = ranges[index - 1]
      if (before !== undefined && before.to > from) refuse(`hours.${where}: two stretches overlap`)
    }
  }
}

function checkTexts({ texts, announcements }: PolicyDocument): void {
  const known = new Set<string>(textVariables)
  const { handover, smallTalk, meanwhile, mood, ...others } = texts
  const all = [
    ...Object.entries(others).map(([name, words]) => [name, words] as const),
    ...Object.entries(handover).map(([reason, words]) => [`handover.${reason}`, words] as const),
    ...Object.entries(smallTalk).map(([kind, words]) => [`smallTalk.${kind}`, words] as const),
    ...Object.entries(meanwhile).map(([kind, words]) => [`meanwhile.${kind}`, words] as const),
    ...Object.entries(mood).map(([kind, words]) => [`mood.${kind}`, words] as const),
  ]
  for (const [name, words] of all) {
    for (const text of Object.values(words)) {
      const unknown = variablesOf(text).find((variable) => !known.has(variable))
      if (unknown !== undefined) refuse(`texts.${name}: there is no variable {{${unknown}}}`)
    }
  }
  const keys = announcements.map((one) => one.key)
  if (new Set(keys).size !== keys.length) refuse('two announcements have the same key')
  const backwards = announcements.find(
    ({ from, until }) => from !== undefined && until !== undefined && Date.parse(from) >= Date.parse(until),
  )
  if (backwards !== undefined) refuse(`announcements.${backwards.key}: it ends before it begins`)
}
