import { parseArgs } from 'node:util'
import { plainText } from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { scannerArticle, scannerPrice, scannerQuestion, writes } from '../../testing/models/scanner.ts'
import { startScriptedEndpoint } from '../../testing/models/scripted-endpoint.ts'
import { notWriting, shownTo } from '../../testing/models/watch-writing.ts'
import { heldFigure } from '../harness/bars.ts'
import { describeMachine, printReport, say } from '../harness/report.ts'
import { startProduct } from './product/start-product.ts'

/**
 * How long a customer looks at nothing while a model writes: from their message to the first sentence that is shown, against the whole
 * answer, through the whole product with a model that writes as fast as large ones do. Every other reply lies in its second
 * sentence, which nobody may see.
 */
const { values } = parseArgs({
  options: {
    /** Taken by every benchmark; this one needs none. */
    data: { type: 'string' },
    replies: { type: 'string', default: '60' },
    /** Between two parts of seven letters: forty tokens a second, roughly. */
    partMs: { type: 'string', default: '40' },
    /** `unguarded` leaves out a guard, `unshown` lets people approve everything: a bar has to fall. */
    fault: { type: 'string' },
  },
})
const replies = Number(values.replies)
const partMs = Number(values.partMs)
const { fault } = values
if (fault !== undefined && fault !== 'unguarded' && fault !== 'unshown')
  throw new Error('--fault is unguarded or unshown')

const bars = {
  uncheckedShown: { most: 0 },
  /** Of the time to the whole answer, at the median. */
  firstShareP50: { most: 0.6 },
}

const place = 'The scanner stands on the second floor.'
const said = [place, scannerPrice, 'Scans are sent by e-mail.']
const lie = `${scannerPrice} ${scannerPrice}`
let lying = false
const text = () => [place, ...(lying ? [lie] : []), ...said.slice(1)].map((one) => `${one} [1]`).join('\n')
const endpoint = await startScriptedEndpoint(writes(() => ({ text: text(), waitMs: partMs })))
const product = await startProduct({
  endpoints: [endpoint],
  scene: {
    threshold: 0.9,
    offerThreshold: 0.9,
    models: 'answer',
    modelsBudgetMs: 30_000,
    ...(fault === 'unshown' ? { review: { models: true } } : {}),
  },
  // Told twice it is too long: what only the guards of answering stop.
  policy: { style: { mostCharacters: said.join(' ').length + 5 } },
  entries: libraryEntries,
  articles: [scannerArticle],
  model: { timeoutMs: 30_000, stallMs: 2_000 },
  measured: [['answer', 'large', '']],
  ...(fault === 'unguarded' ? { answerFaults: ['style'] } : {}),
})

const first: number[] = []
const whole: number[] = []
let uncheckedShown = 0
let notAnswered = 0
for (let nth = 0; nth < replies; nth += 1) {
  lying = nth % 2 === 1
  const customer = await product.customer()
  const began = performance.now()
  let firstAt = Number.NaN
  await customer.say(scannerQuestion)
  const seen = customer.until(() => shownTo(customer).length > 0, 'a sentence', 60_000)
  seen.then(
    () => {
      firstAt = performance.now() - began
    },
    () => undefined,
  )
  await (fault === 'unshown' ? notWriting(customer) : customer.event('assistant-message'))
  const wholeAt = performance.now() - began
  if (shownTo(customer).some((shown) => shown.includes(lie))) uncheckedShown += 1
  const reply = customer.events.find((event) => event.type === 'assistant-message')
  const answered = reply !== undefined && plainText(reply.body.parts) === said.join(' ')
  if (!lying && !answered) notAnswered += 1
  // What was not shown before it was whole is first seen then.
  if (!lying) {
    whole.push(wholeAt)
    first.push(Number.isNaN(firstAt) ? wholeAt : firstAt)
  }
  customer.disconnect()
  if (nth % 20 === 19) say(`${nth + 1} of ${replies} replies`)
}
await product.stop()
await endpoint.stop()

const at = (share: number, some: readonly number[]) =>
  [...some].sort((a, b) => a - b)[Math.min(some.length - 1, Math.floor(some.length * share))] ?? Number.NaN
const figures = {
  uncheckedShown,
  notAnswered,
  firstShownP50Ms: at(0.5, first),
  firstShownP95Ms: at(0.95, first),
  wholeP50Ms: at(0.5, whole),
  wholeP95Ms: at(0.95, whole),
  firstShareP50: at(0.5, first) / at(0.5, whole),
}
printReport(
  'streaming',
  { replies, partMs, sentences: said.length, endpoint: 'scripted, local, streaming', ...describeMachine() },
  { ...figures, ...heldFigure(figures, bars) },
)
