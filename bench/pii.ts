import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { maskPersonalData } from '../language/index.ts'
import { type Bars, heldFigure } from './harness/bars.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { readPhones } from './pii/read-phones.ts'
import { f2Noise, type Marked, type Span, scoreSpans } from './pii/score-spans.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** Also says what was missed and what was too much: of the sets for tuning only. */
    show: { type: 'boolean', default: false },
    /** Only the set that rules may be tuned on. */
    small: { type: 'boolean', default: false },
    /** `deaf` finds nothing, `digits` takes every longer run of digits for a phone number: both must miss the bars. */
    fault: { type: 'string' },
  },
})
if (values.fault !== undefined && !['deaf', 'digits'].includes(values.fault))
  throw new Error(`no fault is named ${values.fault}`)

/** Names of the sets' types, as ours. Types that are not here are not looked for. */
const englishTypes: Record<string, string> = {
  PERSON: 'name',
  ADDRESS: 'address',
  STREET_ADDRESS: 'address',
  CREDIT_CARD: 'bank-card',
  PHONE_NUMBER: 'phone',
  EMAIL_ADDRESS: 'email',
  IBAN_CODE: 'iban',
  US_SSN: 'social-security-number',
  IP_ADDRESS: 'ip-address',
}
const chineseTypes: Record<string, string> = {
  PHONE: 'phone',
  NAME: 'name',
  ADDRESS: 'address',
  BANK_CARD: 'bank-card',
  ID_CARD: 'id-number',
  EMAIL: 'email',
  PLATE: 'plate',
}

interface EnglishRow {
  full_text: string
  spans: { entity_type: string; start_position: number; end_position: number }[]
}

function readEnglish(name: string): Marked[] {
  const rows: EnglishRow[] = JSON.parse(readFileSync(join(values.data, 'pii', name), 'utf8'))
  return rows.map((row) => ({
    text: row.full_text,
    spans: row.spans.flatMap((span) => {
      const type = englishTypes[span.entity_type]
      return type === undefined ? [] : [{ type, start: span.start_position, end: span.end_position }]
    }),
  }))
}

function readChinese(): Marked[] {
  return readFileSync(join(values.data, 'shop-zh/pii.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const row: { text: string; entities: { start: number; end: number; type: string }[] } = JSON.parse(line)
      return {
        text: row.text,
        spans: row.entities.flatMap(({ start, end, type }) => {
          const ours = chineseTypes[type]
          return ours === undefined ? [] : [{ type: ours, start, end }]
        }),
      }
    })
}

/** Types that are told by how they are written, in the sets that are only scored. */
const structured = {
  synth: ['BankCard', 'Email', 'Iban', 'IpAddress', 'Phone', 'SocialSecurityNumber'],
  shopZh: ['BankCard', 'Email', 'IdNumber', 'Phone', 'Plate'],
}
const bars: Bars = {
  ...Object.fromEntries(
    Object.entries(structured).flatMap(([set, types]) =>
      types.map((type) => [`${set}${type}F2`, { least: 0.95 }]),
    ),
  ),
  synthPhonePrecision: { least: 0.9 },
  shopZhPhonePrecision: { least: 0.9 },
}

function find(text: string): Span[] {
  if (values.fault === 'deaf') return []
  const { spans } = maskPersonalData(text)
  if (values.fault !== 'digits') return spans
  const runs = [...text.matchAll(/\d(?:[ .-]?\d){5,}/g)]
  return runs.map((run) => ({ type: 'phone', start: run.index, end: run.index + run[0].length }))
}

const own = readPhones()
const sets: Record<string, Marked[]> = {
  ownTuned: own.even,
  own: own.odd,
  small: readEnglish('generated_small.json'),
}
if (!values.small) {
  sets.synth = readEnglish('synth_dataset_v2.json')
  sets.shopZh = readChinese()
}
const figures: Record<string, number> = {}
const counts: Record<string, Record<string, number>> = {}
for (const [set, rows] of Object.entries(sets)) {
  const found = rows.map((row) => find(row.text))
  for (const [type, score] of Object.entries(scoreSpans(rows, found))) {
    // Only phone numbers are marked in ours; real cards stand among what looks like them.
    if (set.startsWith('own') && type !== 'phone') continue
    const name = `${set}${type.replace(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase())}`
    counts[set] = { ...counts[set], [type]: score.marked }
    if (score.marked > 0) figures[`${name}Recall`] = score.recall
    if (score.found > 0) figures[`${name}Precision`] = score.precision
    if (score.marked > 0) figures[`${name}F2`] = score.f2
    if (`${name}F2` in bars) figures[`${name}F2Noise`] = f2Noise(type, rows, found)
    if (values.show && (set === 'small' || set === 'ownTuned'))
      for (const line of score.wrong) say(`${type}: ${line}`)
  }
}
printReport(
  'pii',
  {
    ...describeMachine(),
    tunedOn: 'pii/generated_small.json and even lines of bench/pii/phones.txt (ownTuned)',
    scored: 'odd lines (own), pii/synth_dataset_v2.json, shop-zh/pii.jsonl',
    seed: 1,
    ...(values.fault === undefined ? {} : { fault: values.fault }),
    counts,
  },
  { ...figures, ...(values.small ? {} : heldFigure(figures, bars)) },
)
