import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { maskPersonalData } from '../language/index.ts'
import { describeMachine, printReport, say } from './harness/report.ts'
import { type Marked, scoreSpans } from './pii/score-spans.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** Also says what was missed and what was too much: of the small set only, the others are for scoring. */
    show: { type: 'boolean', default: false },
    /** Only the set that rules may be tuned on. */
    small: { type: 'boolean', default: false },
  },
})

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

const sets: Record<string, Marked[]> = { small: readEnglish('generated_small.json') }
if (!values.small) {
  sets.synth = readEnglish('synth_dataset_v2.json')
  sets.shopZh = readChinese()
}
const figures: Record<string, number> = {}
const counts: Record<string, Record<string, number>> = {}
for (const [set, rows] of Object.entries(sets)) {
  const found = rows.map((row) => maskPersonalData(row.text).spans)
  for (const [type, score] of Object.entries(scoreSpans(rows, found))) {
    const name = `${set}${type.replace(/(?:^|-)(.)/g, (_, first: string) => first.toUpperCase())}`
    counts[set] = { ...counts[set], [type]: score.marked }
    if (score.marked > 0) figures[`${name}Recall`] = score.recall
    if (score.found > 0) figures[`${name}Precision`] = score.precision
    if (score.marked > 0) figures[`${name}F2`] = score.f2
    if (values.show && set === 'small') for (const line of score.wrong) say(`${type}: ${line}`)
  }
}
printReport(
  'pii',
  { ...describeMachine(), tunedOn: 'pii/generated_small.json and sentences of our own', counts },
  figures,
)
