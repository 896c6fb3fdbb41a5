import type { SourceClaim } from './source-claims.ts'

type Draw = () => number

/** A way of saying it otherwise: what is looked for and what it may become. Meaning stays. */
type Rewrite = [pattern: RegExp, ...others: string[]]

/** Words and phrases for which customers' service has others. Fixed before any checker was written. */
const otherWords: readonly Rewrite[] = [
  [/\bprior to\b/g, 'before'],
  [/\bin order to\b/g, 'to'],
  [/\bat least\b/g, 'a minimum of', 'no less than'],
  [/\bup to (?=[$\d])/g, 'at most ', 'no more than ', 'a maximum of '],
  [/\bat or above\b/g, 'no lower than', 'at no less than'],
  [/\bper month\b/g, 'each month', 'a month', 'every month'],
  [/\bper day\b/g, 'each day', 'a day', 'daily'],
  [/\bper year\b/g, 'each year', 'a year', 'annually'],
  [/\b[Aa]nnual fee\b/g, 'yearly fee', 'fee per year'],
  [/\bmonthly maintenance fee\b/g, 'maintenance fee each month', 'monthly upkeep fee'],
  [/\bbusiness days?\b/g, 'working days'],
  [/\btypically\b/g, 'usually', 'normally', 'as a rule'],
  [/\bensure\b/gi, 'make sure'],
  [/\bconfirm\b/gi, 'check', 'make sure'],
  [/\bverify\b/gi, 'check', 'confirm'],
  [/\breview\b/gi, 'look through', 'check'],
  [/\bmaintain\b/gi, 'keep', 'hold'],
  [/\breceive\b/gi, 'get', 'be given'],
  [/\bselect\b/gi, 'choose', 'pick'],
  [/\bsubmit\b/gi, 'send in', 'hand in'],
  [/\badditional\b/g, 'extra', 'further'],
  [/\bcontact support\b/gi, 'get in touch with support', 'ask our support team'],
  [/\bcontact us\b/gi, 'get in touch with us', 'reach out to us'],
  [/\bmonitor\b/gi, 'keep an eye on', 'watch'],
  [/\bpurchases\b/g, 'things you buy', 'buys'],
  [/\bsufficient\b/g, 'enough'],
  [/\bavailable funds\b/g, 'funds you can use'],
  [/\bexceeds?\b/g, 'goes over', 'is more than'],
  [/\bautomatically\b/g, 'by itself', 'on its own'],
  [/\bimmediately\b/g, 'at once', 'straight away', 'right away'],
  [/\bcannot\b/g, "can't", 'is unable to'],
  [/\bdo not\b/g, "don't"],
  [/\bdoes not\b/g, "doesn't"],
  [/\bis not\b/g, "isn't"],
  [/\bare not\b/g, "aren't"],
  [/\bwill not\b/g, "won't"],
  [/\bmust\b(?! not)/g, 'has to', 'needs to'],
  [/\bis required\b/g, 'is needed', 'is necessary'],
  [/\bare required\b/g, 'are needed', 'are necessary'],
  [/\bis waived\b/g, 'is not charged', 'is dropped'],
  [/\bare waived\b/g, 'are not charged', 'are dropped'],
  [/\bmay be\b/g, 'can be', 'might be'],
  [/\bassist\b/g, 'help'],
  [/\bindicates?\b/g, 'shows'],
  [/\binitiate\b/gi, 'start', 'begin'],
  [/\bcompleted?\b/g, 'finished'],
  [/(?<=you |to |can )request\b/g, 'ask for'],
  [/\bmultiple\b/gi, 'several', 'more than one'],
  [/\bduring\b/g, 'in the course of', 'throughout'],
  [/\bremain\b/g, 'stay'],
  [/\benable\b/gi, 'turn on', 'switch on'],
  [/\bdisable\b/gi, 'turn off', 'switch off'],
  [/\brecurring\b/g, 'repeating', 'regular'],
  [/\btransactions\b/g, 'payments and transfers', 'transactions'],
  [/\bunauthori[sz]ed\b/g, 'not approved by you', 'unapproved'],
  [/\bprovided\b/g, 'given'],
  [/\bprovides?\b/g, 'gives', 'offers'],
  [/\bobtain\b/g, 'get'],
  [/\beligible for\b/g, 'entitled to'],
  [/\bwithin (?=\d)/g, 'in no more than ', 'inside '],
  [/\bapproximately\b/g, 'about', 'around', 'roughly'],
  [/\bearns\b/g, 'brings in', 'gains'],
  [/\binternational\b/g, 'foreign', 'cross-border'],
  [/\bcustomers?'s\b/g, "client's"],
  [/\bfee\b/g, 'charge', 'fee'],
  [/\bfees\b/g, 'charges', 'fees'],
  [/\bwithdrawals\b/g, 'cash withdrawals', 'withdrawals'],
  [/\bon a monthly basis\b/g, 'every month'],
  [/\bas soon as\b/g, 'once', 'the moment'],
]

const smallNumbers = 'zero one two three four five six seven eight nine ten eleven twelve'.split(' ')

/** Other ways of writing numbers, amounts, shares and lengths of time. */
function rewriteValues(text: string, draw: Draw): string {
  return text
    .replace(/\$(\d[\d,]*)\.00\b/g, '$$$1')
    .replace(/\$(\d[\d,]*(?:\.\d+)?)(?![\d,.]*\d)/g, (all, number: string) => {
      const plain = number.replaceAll(',', '')
      const way = draw()
      if (way < 0.3) return `${number} dollars`
      if (way < 0.45) return `$${plain}`
      if (way < 0.55) return `USD ${number}`
      if (way < 0.65 && /^\d{1,3}000$/.test(plain)) return `$${plain.slice(0, -3)}k`
      return all
    })
    .replace(/\b(\d+(?:\.\d+)?)%/g, (all, number: string) => (draw() < 0.4 ? `${number} percent` : all))
    .replace(/\b12 months\b/g, (all) => (draw() < 0.5 ? 'a year' : all))
    .replace(/\b7 days\b/g, (all) => (draw() < 0.5 ? 'a week' : all))
    .replace(/\b24 hours\b/g, (all) => (draw() < 0.3 ? 'one day' : all))
    .replace(
      /(?<![$\d.,–-])\b([2-9]|1[0-2])(?= (?:business |working |calendar |consecutive )?(?:days|months|years|hours|weeks|accounts|free|cards))/g,
      (all, number: string) => (draw() < 0.5 ? (smallNumbers[Number(number)] ?? all) : all),
    )
}

const lower = (text: string) =>
  /^(?:[A-Z]{2}|[A-Z][a-z’']* [A-Z]|I\b|[A-Z]\w*[A-Z])/.test(text)
    ? text
    : (text[0] ?? '').toLowerCase() + text.slice(1)
const upper = (text: string) => (text[0] ?? '').toUpperCase() + text.slice(1)
const one = <Item>(items: readonly Item[], draw: Draw) => items[Math.floor(draw() * items.length)] as Item

const presentOf: Readonly<Record<string, string>> = {
  charged: 'charge',
  credited: 'credit',
  billed: 'bill',
  waived: 'waive',
  applied: 'apply',
  reviewed: 'review',
  calculated: 'calculate',
  processed: 'process',
  compounded: 'compound',
  declined: 'decline',
  issued: 'issue',
}

/** Clauses in another order, another voice, what is said on the side left out. */
function restructure(text: string, draw: Draw): string {
  const aside = text.replace(/ \((?:e\.g\.|for example|such as|including|i\.e\.)[^)]*\)/g, '')
  const bare = aside.replace(/^(?:Please|Note that|Important:|Note:|Tip:|Remember:|Reminder:) ?/i, '')
  const conditional = /^(If|When|Once|After|Before|Unless) ([^,]{6,90}), (?:then )?(.{6,})$/.exec(bare)
  if (conditional !== null && draw() < 0.8)
    return `${upper(conditional[3] ?? '')} ${(conditional[1] ?? '').toLowerCase()} ${conditional[2]}`
  const behind = /^(.{12,}?) (if|when|once|unless|before|after) (you .{6,80}|your .{6,80}|the .{6,80})$/.exec(
    bare,
  )
  if (behind !== null && !(behind[1] ?? '').includes(',') && draw() < 0.8)
    return `${upper(behind[2] ?? '')} ${behind[3]}, ${lower(behind[1] ?? '')}`
  const passive =
    /^(The [\w ]{3,40}|[A-Z][\w ]{3,30}) (is|are) (\w+ed) ((?:to|for|at|by|on|in|if|when|daily|monthly)\b.*)$/.exec(
      bare,
    )
  const base = presentOf[passive?.[3] ?? '']
  if (passive !== null && base !== undefined && draw() < 0.7)
    return `We ${base} ${lower(passive[1] ?? '')} ${passive[4]}`
  const colon = /^([A-Z][\w /’'-]{4,40}): ([A-Z]?[\w$].{12,})$/.exec(bare)
  if (colon !== null && draw() < 0.6) return `As for ${lower(colon[1] ?? '')}, ${lower(colon[2] ?? '')}`
  const parts = /^([^;–—]{14,}) ?[;–—] ?([^;–—]{14,})$/.exec(bare)
  if (parts !== null && draw() < 0.7) return `${upper(parts[2] ?? '')}, and ${lower(parts[1] ?? '')}`
  return bare
}

const commanding =
  /^(?:Verify|Check|Review|Confirm|Keep|Make|Use|Select|Choose|Ensure|Monitor|Contact|Submit|Set|Enable|Track|Maintain|Schedule|Plan|Consider|Avoid|Provide|Ask|Save|Add|Open|Allow|Retain|Consolidate|Export|Inform|Communicate|Enroll|Update|Reconcile|Initiate|Request|Wait|Complete|Sign|Pay|Link|Log|Go|Do not|Don’t|Use)\b/

/** A pair as a sentence. Undefined where its value is no answer to its name. */
function sayPair(text: string, draw: Draw): string | undefined {
  const at = text.indexOf(': ')
  const name = text.slice(0, at)
  const value = text.slice(at + 2).trim()
  if (/^(?:yes|no)$/i.test(value)) {
    const found = /^(.+?) (is|are|can be|must be|may be)(?: (.+))?$/.exec(name)
    if (found === null) return undefined
    const [, subject = '', linking = '', rest = ''] = found
    const not = /^no$/i.test(value) ? ' not' : ''
    return `${upper(subject)} ${linking.replace(/^(\w+)/, `$1${not}`)} ${rest}`.trim()
  }
  if (/\b(?:is|are|can|must|will|you)\b/.test(name)) return undefined
  const plain = lower(name.replace(/ \([^)]*\)$/, ''))
  const plural = /s$/.test(plain.split(' ').at(-1) ?? '') && !/ss$/.test(plain)
  const frames = [
    `The ${plain} ${plural ? 'are' : 'is'} ${value}`,
    `The ${plain} ${plural ? 'come' : 'comes'} to ${value}`,
    `As far as the ${plain} ${plural ? 'are' : 'is'} concerned, it is ${value}`,
    `${value} is what applies as the ${plain}`,
  ]
  return upper(one(frames, draw))
}

/**
 * A claim in other words, with as much sameness of meaning as rules can keep; undefined where they find nothing to change.
 * The same claim and the same numbers drawn always give the same sentence.
 */
export function paraphrase(claim: SourceClaim, product: string | undefined, draw: Draw): string | undefined {
  let text = claim.kind === 'pair' ? sayPair(claim.text, draw) : restructure(claim.text, draw)
  if (text === undefined) return undefined
  for (const [pattern, ...others] of otherWords) {
    if (draw() < 0.25) continue
    const other = one(others, draw)
    text = text.replace(pattern, (found) => (/^[A-Z]/.test(found) ? upper(other) : other))
  }
  text = rewriteValues(text, draw)
  if (commanding.test(claim.text) && commanding.test(text)) {
    const frame = draw()
    if (frame < 0.4) text = `You should ${lower(text)}`
    else if (frame < 0.6) text = `Please ${lower(text)}`
  }
  text = text
    .replace(/You should (?:do not|don’t|don't)/i, 'You should not')
    .replace(/\s+/g, ' ')
    .trim()
  if (product !== undefined && draw() < 0.35) text = `With ${product}, ${lower(text)}`
  const isChanged = text.toLowerCase() !== claim.text.toLowerCase()
  return isChanged ? `${upper(text).replace(/[.;,:]+$/, '')}.` : undefined
}

/** Two sentences as one. */
export function joined(first: string, second: string, draw: Draw): string {
  const link = one([', and ', '; besides, ', ', while '], draw)
  return `${first.replace(/\.$/, '')}${link}${lower(second)}`
}
