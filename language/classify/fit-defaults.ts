import { detectLanguage } from '../text/detect-language.ts'
import { randomFrom } from '../text/hash.ts'
import { normaliseText } from '../text/normalise.ts'
import type { TrainingEntry } from '../types.ts'
import { gateSamples, type HeldOutSample, type JudgedGateSample, rankingSamples } from './calibrate.ts'
import { copyEvidence } from './evidence.ts'
import { foreignMessages } from './foreign-messages.ts'
import { fitGate, gateProbability } from './gate.ts'
import type { Judge } from './judge.ts'
import { fitRanking } from './ranking.ts'
import { trainModel } from './train-model.ts'

/** A tenant's knowledge and messages that stand in for its customers', for fitting the judges of tenants that have none yet. */
export interface StandIn {
  entries: readonly TrainingEntry[]
  inside: readonly { text: string; entryId: string }[]
  /** Messages that no entry answers; our own foreign ones come to them. */
  foreign: readonly string[]
}

/** Share of the entries that is hidden from the model, to see what messages about unknown matters look like. */
const hiddenShare = 1 / 8
/** So much each stand-in weighs, however many its messages are. */
const standInWeight = 400
/** The weights of the ranking are held so firmly. */
const rankingPull = 1

/** What the experts say of a stand-in's messages in one language, an eighth of its entries hidden. */
export function standInSamples(
  { entries, inside, foreign }: StandIn,
  chinese: boolean,
  seed: number,
): HeldOutSample[] {
  const random = randomFrom(seed)
  const known = entries.length < 8 ? entries : entries.filter(() => random() >= hiddenShare)
  const model = trainModel({ entries: [...known], outOfScope: [] }, { seed })
  const places = new Map(known.map(({ id }, at) => [id, at]))
  const wordings = Int32Array.from(known, (entry) => entry.wordings.length)
  const packed = Int32Array.from(
    known,
    (entry) => entry.wordings.filter(({ origin }) => origin === 'pack').length,
  )
  const samples: HeldOutSample[] = []
  const ask = (text: string, right: number, kind: HeldOutSample['kind']) => {
    const message = normaliseText(text)
    if ((detectLanguage(message) === 'zh') !== chinese) return
    const { evidence, open, unknown, features, exactPlace } = model.examine(message)
    // What repeats a wording tells nothing about what does not.
    if (exactPlace >= 0) return
    const own = { evidence: copyEvidence(evidence), open: open.slice(0, known.length), unknown, features }
    samples.push({ ...own, row: -1, text, right, kind, chinese, exact: false, wordings, packed })
  }
  for (const { text, entryId } of inside) {
    const place = places.get(entryId)
    ask(text, place ?? -1, place === undefined ? 'hidden' : 'inside')
  }
  for (const text of [...foreign, ...foreignMessages]) ask(text, -1, 'foreign')
  return samples
}

/** A judge of all stand-ins alike, held near `prior` by `pull`; `gateShares`: what each counts for the gate, 1 where nothing is said. */
export function fitDefaultJudge(
  standIns: readonly (readonly HeldOutSample[])[],
  prior: Judge,
  pull: number,
  gateShares: readonly number[] = [],
): Judge {
  const inside = standIns.flatMap((samples) => {
    const own = rankingSamples(samples)
    return own.map((sample) => ({ ...sample, weight: standInWeight / own.length }))
  })
  const ranking = fitRanking(inside, prior.ranking, rankingPull)
  const gated = standIns.flatMap((samples, at) => {
    const own = gateSamples(samples, ranking)
    const total = own.reduce((sum, { weight }) => sum + weight, 0)
    const wanted = standInWeight * (gateShares[at] ?? 1)
    return own.map((sample) => ({ ...sample, weight: (sample.weight * wanted) / total }))
  })
  const fitted = (label: (sample: JudgedGateSample) => boolean, near: Float64Array) =>
    fitGate(
      gated.map((sample) => ({ ...sample, label: label(sample) })),
      near,
      pull,
    )
  return {
    ranking,
    confidence: fitted(({ right }) => right, prior.confidence),
    scope: fitted(({ inScope }) => inScope, prior.scope),
  }
}

/** What a judge answers of one stand-in from a threshold on, a fifth of the messages foreign. */
export function answeredBy(
  samples: readonly HeldOutSample[],
  judge: Judge,
  threshold: number,
): { coverage: number; precision: number; sureness: number } {
  let [inside, covered, answered, right, sure] = [0, 0, 0, 0, 0]
  for (const sample of gateSamples(samples, judge.ranking)) {
    const confidence = gateProbability(judge.confidence, sample.features)
    if (sample.inScope) inside += sample.weight
    if (confidence < threshold) continue
    answered += sample.weight
    sure += sample.weight * confidence
    if (sample.inScope) covered += sample.weight
    if (sample.right) right += sample.weight
  }
  const share = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
  return {
    coverage: share(covered, inside),
    precision: share(right, answered),
    sureness: share(sure, answered),
  }
}

/** Mean logarithmic loss of a judge's confidence over stand-ins alike, a fifth of the messages foreign. */
export function defaultLoss(standIns: readonly (readonly HeldOutSample[])[], judge: Judge): number {
  const losses = standIns.map((samples) => {
    let [loss, total] = [0, 0]
    for (const { features, right, weight } of gateSamples(samples, judge.ranking)) {
      const confidence = gateProbability(judge.confidence, features)
      loss -= weight * Math.log(Math.max(1e-9, right ? confidence : 1 - confidence))
      total += weight
    }
    return loss / total
  })
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}
