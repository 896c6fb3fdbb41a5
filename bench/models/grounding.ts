import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { describeMachine, printReport, say } from '../harness/report.ts'
import { share, wilson } from '../harness/statistics.ts'
import { wordsAndNumbers } from './grounding/baseline.ts'
import { companySentences } from './grounding/company-sentences.ts'
import { fingerprint, makeSentences } from './grounding/make-sentences.ts'
import type { SourceDocument } from './grounding/source-claims.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** `even`: the documents rules may be looked at with; `odd`: those that are only scored. */
    half: { type: 'string', default: 'odd' },
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
    figures[`${name}${label}`] = share(stopped, rows.length)
    figures[`${name}${label}Low`] = low
    figures[`${name}${label}High`] = high
    figures[`${name}${label}Of`] = rows.length
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

const folder = join(values.data, 'tau2-banking-knowledge', 'documents')
const documents = readdirSync(folder)
  .sort()
  .filter((_, at) => at % 2 === (values.half === 'even' ? 0 : 1))
  .map((file): SourceDocument => JSON.parse(readFileSync(join(folder, file), 'utf8')))
const byId = new Map(documents.map((document) => [document.id, document]))
const sentences = makeSentences(documents, Number(values.pairs))
const company = companySentences()
say(`${sentences.length} sentences of ${documents.length} documents, ${company.length} of the demo companies`)

const figures: Record<string, number> = {}
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
printReport(
  'grounding',
  { ...describeMachine(), half: values.half, documents: documents.length, sentences: fingerprint(sentences) },
  figures,
)
