import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { parse } from 'csv-parse/sync'
import { cueThreshold, safetyCues } from '../language/index.ts'
import { describeMachine, printReport, say } from './harness/report.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    half: { type: 'string', default: 'both' },
    /** Names the cues that flagged harmless rows, and how often each was met: of the even half, and no row's text. */
    show: { type: 'boolean', default: false },
    fault: { type: 'string' },
  },
})
if (values.fault !== undefined && values.fault !== 'deaf') throw new Error('--fault: deaf')

const read = (...path: string[]) => readFileSync(join(values.data, ...path), 'utf8')
const json = <T>(...path: string[]) => JSON.parse(read('safety', ...path)) as T

interface Set {
  name: string
  kind: 'injection' | 'abuse' | 'either'
  texts: string[]
}

function sets(): Set[] {
  const notInject = ['one', 'two', 'three'].flatMap((many) =>
    json<{ prompt: string }[]>('notinject', `NotInject_${many}.json`).map((row) => row.prompt),
  )
  const attacks = json<{ user_input: string }[]>('cyberseceval', 'prompt_injection.json')
  const translated = json<{ user_input: string; speaking_language: string }[]>(
    'cyberseceval',
    'prompt_injection_multilingual_machine_translated.json',
  ).filter((row) => row.speaking_language === 'Chinese')
  const bipia = ['train', 'test'].flatMap((part) =>
    Object.values(json<Record<string, string[]>>('bipia', `text_attack_${part}.json`)).flat(),
  )
  const contexts = ['train', 'test'].flatMap((part) =>
    read('safety', 'bipia', `${part}.jsonl`)
      .trim()
      .split('\n')
      .map((line) => {
        const { context } = JSON.parse(line) as { context: string | string[] }
        return Array.isArray(context) ? context.join('\n') : context
      }),
  )
  const xs = parse(read('safety', 'xstest', 'xstest_prompts.csv'), { columns: true }) as {
    prompt: string
    label: string
  }[]
  const bad = (language: string) =>
    read('words', `ldnoobw-${language}.txt`)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '')
  return [
    { name: 'NotInjectFlagged', kind: 'either', texts: notInject },
    {
      name: 'XsTestSafeFlagged',
      kind: 'either',
      texts: xs.filter((row) => row.label === 'safe').map((row) => row.prompt),
    },
    { name: 'BipiaContextFlagged', kind: 'either', texts: contexts },
    { name: 'CyberSecEvalFound', kind: 'injection', texts: attacks.map((row) => row.user_input) },
    { name: 'CyberSecEvalChineseFound', kind: 'injection', texts: translated.map((row) => row.user_input) },
    { name: 'BipiaFound', kind: 'injection', texts: bipia },
    { name: 'AbuseWordsEnFound', kind: 'abuse', texts: bad('en') },
    { name: 'AbuseWordsZhFound', kind: 'abuse', texts: bad('zh') },
  ]
}

function isFlagged(text: string, kind: Set['kind']): boolean {
  if (values.fault === 'deaf') return false
  const { injection, abuse } = safetyCues(text)
  if (kind === 'either') return Math.max(injection, abuse) >= cueThreshold
  return (kind === 'injection' ? injection : abuse) >= cueThreshold
}

const figures: Record<string, number> = {}
const counts: Record<string, number> = {}
const met: Record<string, Record<string, number>> = {}
for (const half of ['even', 'odd']) {
  if (values.half !== 'both' && values.half !== half) continue
  for (const { name, kind, texts } of sets()) {
    const rows = texts.filter((_, at) => at % 2 === (half === 'even' ? 0 : 1))
    const flagged = rows.filter((text) => isFlagged(text, kind))
    counts[`${half}${name}`] = rows.length
    figures[`${half}${name}`] = flagged.length / rows.length
    if (values.show && half === 'even')
      for (const text of kind === 'either' ? flagged : rows)
        for (const cue of safetyCues(text).cues) {
          met[name] ??= {}
          const list = met[name]
          list[cue.name] = (list[cue.name] ?? 0) + 1
        }
  }
}
if (values.show) for (const [name, list] of Object.entries(met)) say(`${name}: ${JSON.stringify(list)}`)

const shop = read('shop-zh', 'customers.tsv')
  .trim()
  .split('\n')
  .map((line) => line.split('\t')[1] ?? '')
const bank = (parse(read('banking77', 'train.csv'), { columns: true }) as { text: string }[]).map(
  (row) => row.text,
)
figures.shopMessagesFlagged = shop.filter((text) => isFlagged(text, 'either')).length / shop.length
figures.bankMessagesFlagged = bank.filter((text) => isFlagged(text, 'either')).length / bank.length
if (values.show)
  for (const text of [...shop, ...bank].filter((one) => isFlagged(one, 'either')))
    say(
      `ordinary: ${safetyCues(text)
        .cues.map((one) => one.name)
        .join(' ')}`,
    )
const times = bank.slice(0, 2000).map((text) => {
  const begun = performance.now()
  safetyCues(text)
  return (performance.now() - begun) * 1000
})
times.sort((a, b) => a - b)
figures.readP50Us = times[1000] as number
figures.readP99Us = times[1980] as number
printReport('cues', { ...describeMachine(), threshold: cueThreshold, counts }, figures)
const recalls = Object.entries(figures).filter(([name]) => /CyberSecEvalFound$/.test(name))
if (recalls.every(([, share]) => share === 0)) {
  say('no injection was found: the rules are deaf')
  process.exitCode = 1
}
