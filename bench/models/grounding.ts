import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { checkGrounding, type GroundEvidence } from '../../language/index.ts'
import { heldFigure } from '../harness/bars.ts'
import { describeMachine, printReport, say } from '../harness/report.ts'
import { share, wilson } from '../harness/statistics.ts'
import { wordsAndNumbers } from './grounding/baseline.ts'
import { companySentences } from './grounding/company-sentences.ts'
import { fingerprint, makeSentences } from './grounding/make-sentences.ts'
import type { SourceDocument } from './grounding/source-claims.ts'
import { toolSentences } from './grounding/tool-sentences.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** `even`: the documents rules may be looked at with; `odd`: those that are only scored. */
    half: { type: 'string', default: 'odd' },
    /** Says sentences that were judged wrongly: of the even half and of the companies only. */
    show: { type: 'boolean', default: false },
    fault: { type: 'string' },
    pairs: { type: 'string', default: '500' },
  },
})
if (values.half !== 'even' && values.half !== 'odd') throw new Error('--half: even or odd')

interface Judged {
  supported: boolean
  class: string
  isStopped: boolean
}

/** What was caught and what was stopped although it is true, all together and by class. */
function score(name: string, judged: readonly Judged[]): Record<string, number> {
  const figures: Record<string, number> = {}
  const take = (label: string, rows: readonly Judged[]) => {
    const stopped = rows.filter((one) => one.isStopped).length
    const [low, high] = wilson(stopped, rows.length)
    const figure = `${name}${label}`.replace(/^[A-Z]/, (first) => first.toLowerCase())
    figures[figure] = share(stopped, rows.length)
    figures[`${figure}Low`] = low
    figures[`${figure}High`] = high
    figures[`${figure}Of`] = rows.length
  }
  take(
    'Caught',
    judged.filter((one) => !one.supported),
  )
  take(
    'WronglyStopped',
    judged.filter((one) => one.supported),
  )
  for (const kind of new Set(judged.filter((one) => !one.supported).map((one) => one.class)))
    take(
      `Caught${kind.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase())}`,
      judged.filter((one) => one.class === kind),
    )
  return figures
}

const faults = ['deaf', 'strict']
if (values.fault !== undefined && !faults.includes(values.fault))
  throw new Error(`--fault: ${faults.join(', ')}`)
if (values.show && values.half !== 'even') throw new Error('--show is for --half even')

function isStopped(sentence: string, evidence: GroundEvidence): boolean {
  if (values.fault === 'deaf') return false
  if (values.fault === 'strict') return !evidence.text.includes(sentence)
  return !checkGrounding(sentence, [evidence]).supported
}

const folder = join(values.data, 'tau2-banking-knowledge', 'documents')
const documents = readdirSync(folder)
  .sort()
  .filter((_, at) => at % 2 === (values.half === 'even' ? 0 : 1))
  .map((file): SourceDocument => JSON.parse(readFileSync(join(folder, file), 'utf8')))
const byId = new Map(documents.map((document) => [document.id, document]))
const sentences = makeSentences(documents, Number(values.pairs))
const keys = [...new Set(companySentences().map((one) => `${one.company} ${one.language} ${one.key}`))]
const company = companySentences().filter(
  (one) => keys.indexOf(`${one.company} ${one.language} ${one.key}`) % 2 === (values.half === 'even' ? 0 : 1),
)
say(`${sentences.length} sentences of ${documents.length} documents, ${company.length} of the demo companies`)

function show(label: string, one: Judged & { sentence: string }, evidence: GroundEvidence): void {
  if (!values.show || one.isStopped !== one.supported) return
  const reasons = checkGrounding(one.sentence, [evidence]).sentences.flatMap((each) => each.reasons)
  say(`${label} ${one.class} [${reasons.join(' ')}] ${one.sentence}`)
}

const figures: Record<string, number> = {}
const judged = sentences.map((one) => {
  const document = byId.get(one.document)
  const evidence = { id: one.document, title: document?.title ?? '', text: document?.content ?? '' }
  const verdict = { ...one, isStopped: isStopped(one.sentence, evidence) }
  show(one.document, verdict, evidence)
  return verdict
})
const ofCompanies = company.map((one) => {
  const evidence = { id: one.key, ...one.evidence }
  const verdict = { ...one, isStopped: isStopped(one.sentence, evidence) }
  show(`${one.company} ${one.key}`, verdict, evidence)
  return verdict
})
const later = companySentences('later-sentences.tsv').map((one) => ({
  ...one,
  isStopped: isStopped(one.sentence, { id: one.key, ...one.evidence }),
}))
const ofTools = toolSentences(values.half).map((one) => {
  const verdict = { ...one, isStopped: isStopped(one.sentence, one.evidence) }
  show('tool', verdict, one.evidence)
  return verdict
})
Object.assign(
  figures,
  score('', judged),
  score('company', ofCompanies),
  score('later', later),
  score('tool', ofTools),
)
for (const [name, some] of [
  ['company', ofCompanies],
  ['tool', ofTools],
] as const)
  for (const language of ['en', 'zh'])
    Object.assign(
      figures,
      score(
        `${name}${language === 'en' ? 'En' : 'Zh'}`,
        some.filter((one) => one.language === language),
      ),
    )
Object.assign(
  figures,
  score(
    'baseline',
    sentences.map((one) => {
      const document = byId.get(one.document)
      return { ...one, isStopped: !wordsAndNumbers(one.sentence, `${document?.title}\n${document?.content}`) }
    }),
  ),
  score(
    'companyBaseline',
    company.map((one) => ({
      ...one,
      isStopped: !wordsAndNumbers(one.sentence, `${one.evidence.title}\n${one.evidence.text}`),
    })),
  ),
)
// On the documents; what is freely worded by hand is printed beside it and has no bar yet.
Object.assign(figures, heldFigure(figures, { caught: { least: 0.95 }, wronglyStopped: { most: 0.05 } }))
printReport(
  'grounding',
  { ...describeMachine(), half: values.half, documents: documents.length, sentences: fingerprint(sentences) },
  figures,
)
