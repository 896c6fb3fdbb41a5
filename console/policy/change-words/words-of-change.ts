import type { MessageKey, useAnyText } from '../../app/text.ts'

/** Where a part of the policy has its words: nearest first. */
const families = [
  'policyPart',
  'policy.text',
  'policy.smallTalk',
  'policy.meanwhile',
  'policy.mood',
  'reason',
] as const

/** Words of what a part may be set to. */
const values: Readonly<Record<string, Readonly<Record<string, MessageKey>>>> = {
  below: { offer: 'policy.belowOffer', handover: 'policy.belowHandover' },
  whenFurious: { answer: 'policy.whenAnswer', handover: 'policy.whenHandover' },
  whenAbusive: {
    answer: 'policy.whenAnswer',
    warn: 'policy.whenWarn',
    handover: 'policy.whenHandover',
  },
  unattended: {
    answer: 'policy.unattendedAnswer',
    acknowledge: 'policy.unattendedAcknowledge',
    silent: 'policy.unattendedSilent',
  },
  models: { off: 'policy.modelsOff', offer: 'policy.modelsOffer', answer: 'policy.modelsAnswer' },
  modelTools: {
    off: 'policy.modelToolsOff',
    read: 'policy.modelToolsRead',
    propose: 'policy.modelToolsPropose',
  },
  local: {
    never: 'policy.reviewLocalNever',
    below: 'policy.reviewLocalBelow',
    all: 'policy.reviewLocalAll',
  },
  whenLate: { 'send-if-sure': 'policy.reviewLateSend', handover: 'policy.reviewLateHandover' },
  whenDeclined: { handover: 'policy.reviewDeclinedHandover', options: 'policy.reviewDeclinedOptions' },
  hotQuestionsBy: { order: 'policy.hotByOrder', use: 'policy.hotByUse' },
  audience: {
    both: 'policy.audience.both',
    customers: 'policy.audience.customers',
    staff: 'policy.audience.staff',
  },
  address: { any: 'style.addressAny', nin: 'style.addressNin', ni: 'style.addressNi' },
}

type Known = Pick<ReturnType<typeof useAnyText>, 't' | 'has'>

/** The words of one step on the way to a changed value; what a company named itself stays as it is. */
export function partWords(name: string, { t, has }: Known): string {
  if (name === 'default') return t('policy.rest')
  const family = families.find((one) => has(`${one}.${name}`))
  return family === undefined ? name : t(`${family}.${name}`)
}

/** What a part was or is set to, as the page words it. */
export function valueWords(path: readonly string[], value: unknown, known: Known): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'boolean') return known.t(value ? 'decision.yes' : 'policy.no')
  if (typeof value !== 'object') {
    const key = values[path.at(-1) ?? '']?.[String(value)]
    return key === undefined ? String(value) : known.t(key)
  }
  if (Array.isArray(value) && value.every((one) => typeof one !== 'object')) return value.join(', ')
  if (Array.isArray(value) && value.every((one) => 'from' in one && 'to' in one))
    return value.map(({ from, to }: { from: string; to: string }) => `${from}–${to}`).join(', ')
  if (Array.isArray(value)) return value.map((one) => valueWords(path, one, known)).join('; ')
  return Object.entries(value)
    .filter(([, one]) => one !== undefined && one !== '' && !(Array.isArray(one) && one.length === 0))
    .map(([name, one]) => `${partWords(name, known)}: ${valueWords([...path, name], one, known)}`)
    .join(', ')
}
