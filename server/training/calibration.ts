import type { CalibrationExample, CalibrationReport, PolicyDocument, Scene } from '../../contract/index.ts'
import { detectLanguage, maskPersonalData } from '../../language/index.ts'
import { sceneOfQuestion, titleOf } from '../answering/index.ts'
import type { Policies } from '../policy/index.ts'
import { type LoadedKnowledge, readVerdicts } from '../understanding/index.ts'
import { calibrationError, pointAt, reliabilityOf, thresholds } from './calibration-figures.ts'
import type { ReadDependencies } from './read-worklist.ts'

/** Labels from which on the language engine fits confidence on the tenant's own questions. */
const enoughLabelled = 200
const mostConfusions = 8
const mostExamples = 3

type Dependencies = ReadDependencies & { policies: Policies }
type Named = NonNullable<CalibrationExample['chosen']>

interface Placed {
  text: string
  confidence: number
  entryId: string | null
  rightId: string | null
  /** Where a customer asked it. */
  conversationId: string | null
  right: boolean
  inScope: boolean
  /** The one that the entry taken for right puts it in, with the threshold that holds. */
  scene: Scene
}

/** Threshold against coverage and precision on labelled questions that the model had not seen. */
export async function readCalibration(
  dependencies: Dependencies,
  tenantId: string,
  sceneKey: string | undefined,
): Promise<CalibrationReport> {
  const { knowledge, document, all, trainedAt, covered } = await placedVerdicts(dependencies, tenantId)
  const { calibration } = knowledge.model
  const chosen = sceneKey === undefined ? all : all.filter((one) => one.scene.key === sceneKey)
  return {
    state: calibration.state,
    labelled: calibration.labelled,
    needed: Math.max(0, enoughLabelled - calibration.labelled),
    ...(trainedAt === undefined ? {} : { trainedAt: trainedAt.toISOString() }),
    behind: covered !== undefined && covered < knowledge.knowledge,
    measured: chosen.length,
    inScope: chosen.filter((one) => one.inScope).length,
    scenes: document.scenes.map((scene) => {
      const own = all.filter((one) => one.scene.key === scene.key)
      const threshold = thresholdInForce(document, knowledge, scene)
      return {
        key: scene.key,
        name: scene.name,
        measured: own.length,
        threshold,
        ...(scene.targetPrecision === undefined ? {} : { targetPrecision: scene.targetPrecision }),
        now: pointAt(own, threshold),
      }
    }),
    curve: chosen.length === 0 ? [] : thresholds.map((threshold) => pointAt(chosen, threshold)),
    reliability: reliabilityOf(chosen),
    ...calibrationError(chosen),
    confusions: confusionsOf(chosen, knowledge),
  }
}

/** Labelled questions nearest to a threshold from above and from below. */
export async function calibrationExamples(
  dependencies: Dependencies,
  tenantId: string,
  query: { scene?: string | undefined; threshold: number; limit: number },
): Promise<{ above: CalibrationExample[]; below: CalibrationExample[] }> {
  const { knowledge, all } = await placedVerdicts(dependencies, tenantId)
  const chosen = all
    .filter((one) => query.scene === undefined || one.scene.key === query.scene)
    .toSorted((a, b) => a.confidence - b.confidence)
  const firstAbove = chosen.findIndex((one) => one.confidence >= query.threshold)
  const cut = firstAbove < 0 ? chosen.length : firstAbove
  const present = (one: Placed): CalibrationExample => ({
    text: maskPersonalData(one.text).text,
    confidence: one.confidence,
    right: one.right,
    ...(one.conversationId === null
      ? {}
      : { conversationId: one.conversationId as NonNullable<CalibrationExample['conversationId']> }),
    ...named('chosen', one.entryId, knowledge, one.text),
    ...named('meant', one.rightId, knowledge, one.text),
  })
  return {
    above: chosen.slice(cut, cut + query.limit).map(present),
    below: chosen
      .slice(Math.max(0, cut - query.limit), cut)
      .toReversed()
      .map(present),
  }
}

async function placedVerdicts(
  { database, understanding, policies }: Dependencies,
  tenantId: string,
): Promise<{
  knowledge: LoadedKnowledge
  document: PolicyDocument
  all: Placed[]
  trainedAt?: Date
  covered?: number
}> {
  const knowledge = await understanding.current(tenantId)
  const { document } = await policies.current(tenantId)
  const read = await database.tenant(tenantId, readVerdicts)
  if (read === undefined) return { knowledge, document, all: [] }
  const { calibration } = knowledge.model
  const all = read.verdicts.map((one) => {
    const entry = one.entryId === null ? undefined : knowledge.entries.get(one.entryId)
    const question = {
      text: one.text,
      language: detectLanguage(one.text) === 'zh' ? ('zh' as const) : ('en' as const),
    }
    const { scene } = sceneOfQuestion(document, calibration, question, entry)
    return { ...one, inScope: one.rightId !== null, scene }
  })
  return { knowledge, document, all, trainedAt: read.trainedAt, covered: read.knowledge }
}

function thresholdInForce(document: PolicyDocument, knowledge: LoadedKnowledge, scene: Scene): number {
  const alone = { ...document, scenes: [{ ...scene, key: 'default' }] }
  return sceneOfQuestion(alone, knowledge.model.calibration, { text: '' }).scene.threshold
}

/** Which entries are taken for which others, the most frequent first. */
function confusionsOf(
  verdicts: readonly Placed[],
  knowledge: LoadedKnowledge,
): CalibrationReport['confusions'] {
  const pairs = new Map<string, Placed[]>()
  for (const one of verdicts) {
    if (one.right || one.entryId === null) continue
    const key = `${one.rightId} ${one.entryId}`
    const list = pairs.get(key)
    if (list === undefined) pairs.set(key, [one])
    else list.push(one)
  }
  const answered = (list: readonly Placed[]) =>
    list.filter((one) => one.confidence >= one.scene.threshold).length
  return [...pairs]
    .map(([key, list]) => ({ key, list, answered: answered(list) }))
    .sort((a, b) => b.answered - a.answered || b.list.length - a.list.length || (a.key < b.key ? -1 : 1))
    .flatMap(({ list, answered }) => {
      const first = list[0] as Placed
      const { chosen } = named('chosen', first.entryId, knowledge, first.text)
      if (chosen === undefined) return []
      return [
        {
          ...named('right', first.rightId, knowledge, first.text),
          chosen,
          count: list.length,
          answered,
          examples: list
            .toSorted((a, b) => b.confidence - a.confidence)
            .slice(0, mostExamples)
            .map((one) => maskPersonalData(one.text).text),
        },
      ]
    })
    .slice(0, mostConfusions)
}

function named<Name extends string>(
  name: Name,
  entryId: string | null,
  { entries }: LoadedKnowledge,
  text: string,
): { [Key in Name]?: Named } {
  const entry = entryId === null ? undefined : entries.get(entryId)
  if (entry === undefined) return {}
  const title = titleOf(entry, detectLanguage(text) === 'zh' ? 'zh' : 'en')
  return { [name]: { entryId: entry.id, title } } as { [Key in Name]?: Named }
}
