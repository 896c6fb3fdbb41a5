import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse/sync'
import { smallTalk } from '../../language/index.ts'
import { readPairs } from '../cold-start/shop.ts'
import { describeMachine, printReport, say } from '../harness/report.ts'
import { percentile } from '../harness/statistics.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    fault: { type: 'string' },
  },
})
if (values.fault !== undefined && !['deaf', 'eager'].includes(values.fault))
  throw new Error('--fault: deaf or eager')

/** Intents of CLINC150 that ask nothing of any company's knowledge, and what of it we name. */
const heardAs: Record<string, readonly string[]> = {
  greeting: ['greeting', 'opening'],
  goodbye: ['goodbye'],
  thank_you: ['thanks', 'pleasantry'],
  yes: ['assent', 'acknowledged'],
  no: ['dissent', 'unhelped'],
  are_you_a_bot: ['identity'],
  what_is_your_name: ['identity'],
  who_made_you: ['identity'],
  what_can_i_ask_you: ['ability'],
}
/** Said to an assistant about itself or for fun: either reading is right. */
const either = new Set([
  'maybe',
  'repeat',
  'cancel',
  'how_old_are_you',
  'where_are_you_from',
  'do_you_have_pets',
  'what_are_your_hobbies',
  'who_do_you_work_for',
  'tell_joke',
  'fun_fact',
  'meaning_of_life',
])
const bar = { taken: 0.002 }

const times: number[] = []
function hear(text: string): string | undefined {
  const begun = performance.now()
  const kind = smallTalk(text)
  times.push((performance.now() - begun) * 1000)
  if (values.fault === 'deaf') return undefined
  return values.fault === 'eager' ? 'acknowledged' : kind
}

const clinc = JSON.parse(readFileSync(join(values.data, 'clinc150', 'data_full.json'), 'utf8')) as Record<
  string,
  [text: string, intent: string][]
>
const test = clinc.test ?? []
const figures: Record<string, number> = {}
const counts: Record<string, number> = {}
let heard = 0
let said = 0
for (const [intent, kinds] of Object.entries(heardAs)) {
  const rows = test.filter(([, one]) => one === intent)
  const found = rows.filter(([text]) => kinds.includes(hear(text) ?? ''))
  const name = intent.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())
  counts[name] = rows.length
  figures[`${name}Heard`] = found.length / rows.length
  heard += found.length
  said += rows.length
}
figures.heard = heard / said

const asked: Record<string, string[]> = {
  clincQuestions: test
    .filter(([, one]) => heardAs[one] === undefined && !either.has(one))
    .map(([text]) => text),
  bankQuestions: (
    parse(readFileSync(join(values.data, 'banking77', 'test.csv'), 'utf8'), { columns: true }) as {
      text: string
    }[]
  ).map(({ text }) => text),
  shopQuestions: readPairs(join(values.data, 'shop-zh', 'customers.tsv')).map(({ text }) => text),
}
for (const [name, texts] of Object.entries(asked)) {
  counts[name] = texts.length
  figures[`${name}Taken`] = texts.filter((text) => hear(text) !== undefined).length / texts.length
}
figures.readP50Us = percentile(times, 0.5)
figures.readP99Us = percentile(times, 0.99)
const passed =
  (figures.heard ?? 0) > 0 && Object.keys(asked).every((name) => (figures[`${name}Taken`] ?? 1) <= bar.taken)
figures.smallTalkPassed = passed ? 1 : 0
printReport(
  'small-talk',
  {
    ...describeMachine(),
    split: 'CLINC150 test, BANKING77 test, shop-zh customers',
    counts,
    fault: values.fault ?? 'none',
  },
  figures,
)
if (!passed) {
  say('questions were taken for small talk, or no small talk was heard')
  process.exitCode = 1
}
