import { NeighbourIndex } from '../match/neighbours.ts'
import { emptyVector } from '../match/vector-space.ts'
import { detectLanguage } from '../text/detect-language.ts'
import { FeatureExtractor } from '../text/features.ts'
import { randomFrom } from '../text/hash.ts'
import type { Calibration, Traffic } from '../types.ts'
import { curveOf, reliabilityOf } from './curve.ts'
import { closeEntry, type EntryEvidence, emptyEvidence, gatherEvidence } from './evidence.ts'
import { foreignMessages } from './foreign-messages.ts'
import { fitGate, type GateSample, gateFeatures, gateProbability, gateSize } from './gate.ts'
import type { Judge, Judges } from './judge.ts'
import { fitGateDespiteSlips } from './labels/slips.ts'
import { foreignShare, foreignShareOf } from './labels/traffic.ts'
import { allMargins, type Duals } from './linear.ts'
import { labelledRows, lexicalIndex, type Material, trainedLinear } from './material.ts'
import { noNetworks, trainNetworks } from './networks.ts'
import { fitRanking, type RankingSample, type RankingWeights, rankEntries } from './ranking.ts'
import type { ModelState } from './state.ts'

const folds = 12
/** Networks take long to train: so many neighbouring folds share theirs, which know none of what the folds hide. */
const foldsPerNetworks = 3
/**
 * How firmly a tenant's gate is held near the default one: some three hundred labels weigh as much. What people label is what was not
 * answered, and a gate fitted on that alone takes everything for hard.
 */
const gatePull = 30
const mostSamples = 8000
const mostCells = 4_000_000
/**
 * How the messages out of scope divide: near ones (hidden entries), the tenant's own labels, foreign ones. More near ones than a
 * tenant really gets make its gate too unsure; where a tenant's customers have said little yet, unsure is what it should be.
 */
const kindShares = { hidden: { few: 0.15, many: 0.05 }, labelled: 2.5, foreign: 0.7 }
/** So many customers' messages are few, and so many are many. */
const insideCounts = { few: 250, many: 2_500 }
/** So many messages labelled out of scope count half of what any number of them counts. */
const halfLabelled = 30

/** What the kinds of messages out of scope weigh beside each other, by how many messages of each kind there are. */
function sharesOf(inside: number, labelled: number): Record<'hidden' | 'labelled' | 'foreign', number> {
  const { hidden, foreign } = kindShares
  const grown = Math.log(inside / insideCounts.few) / Math.log(insideCounts.many / insideCounts.few)
  return {
    hidden: hidden.few + (hidden.many - hidden.few) * Math.min(1, Math.max(0, grown)),
    labelled: (kindShares.labelled * labelled) / (labelled + halfLabelled),
    foreign,
  }
}

/** One message that the model had not seen, with all that was said about it. */
export interface HeldOutSample {
  row: number
  text: string
  /** Right entry; −1: out of scope. */
  right: number
  kind: 'inside' | 'hidden' | 'labelled' | 'foreign'
  evidence: EntryEvidence
  open: Uint8Array
  unknown: number
  features: number
  chinese: boolean
  exact: boolean
  /** Of a message that consists of one term: the share of each entry among what holds it. */
  shares?: Float32Array
  /** Wordings left for each entry in this fold, and those of them that come from a pack. */
  wordings: Int32Array
  packed: Int32Array
}

/** A labelled row with what a model that had not seen it would have said. */
export interface HeldOutRow {
  row: number
  confidence: number
  /** The entry taken for best, or −1. */
  best: number
  right: boolean
  inScope: boolean
}

/** What is known of where the labels come from. */
interface Seen {
  /** Share of all messages that belong to no entry. */
  strangers: number
  /** Some labels are people's word on what was asked of them, given in passing: they slip. What was imported has been looked over. */
  slips: boolean
}

/** The judge of a message is fitted without it, in so many parts. */
const crossParts = 4

/** Fits ranking and gate on messages held out of training: what customers wrote, whole entries hidden, and foreign messages. */
export function calibrate(
  material: Material,
  state: ModelState,
  duals: Duals | undefined,
  traffic?: Traffic,
): Pick<ModelState, 'judges' | 'calibration'> & { heldOut: HeldOutRow[] } {
  const seen = { strangers: foreignShareOf(traffic), slips: (traffic?.known ?? 0) > 0 }
  const samples = heldOutSamples(material, state, duals)
  const chinese = samples.filter((sample) => sample.chinese)
  const other = samples.filter((sample) => !sample.chinese)
  const before = state.judges
  const judges: Judges = {
    chinese: fitJudge(chinese, before.chinese, seen).judge,
    other: fitJudge(other, before.other, seen).judge,
  }
  const heldOut = [
    ...judgedAcross(chinese, before.chinese, seen),
    ...judgedAcross(other, before.other, seen),
  ].sort((a, b) => a.row - b.row)
  const calibration: Calibration = {
    state: 'calibrated',
    labelled: state.calibration.labelled,
    temperature: sharpness(judges.other.ranking) / sharpness(before.other.ranking),
    curve: curveOf(heldOut),
    reliability: reliabilityOf(heldOut),
  }
  return { judges, calibration, heldOut }
}

/** What the default judges would have said of labelled messages, where these are too few to fit better ones. */
export function measureDefaults(
  material: Material,
  state: ModelState,
  duals: Duals | undefined,
): HeldOutRow[] {
  const samples = heldOutSamples(material, state, duals)
  const of = (chinese: boolean, judge: Judge) =>
    judgedBy(
      judge,
      samples.filter((sample) => sample.chinese === chinese),
    )
  return [...of(true, state.judges.chinese), ...of(false, state.judges.other)].sort((a, b) => a.row - b.row)
}

/** Each message judged by a judge fitted on the others: how sure one is of what one has seen says nothing. */
function judgedAcross(samples: readonly HeldOutSample[], prior: Judge, seen: Seen): HeldOutRow[] {
  return Array.from({ length: crossParts }, (_, part) => {
    const asked = samples.filter((_, at) => at % crossParts === part)
    const { judge } = fitJudge(
      samples.filter((_, at) => at % crossParts !== part),
      prior,
      seen,
    )
    return judgedBy(judge, asked)
  }).flat()
}

function judgedBy(judge: Judge, samples: readonly HeldOutSample[]): HeldOutRow[] {
  return gateSamples(samples, judge.ranking).flatMap((item, at) => {
    if (!item.labelled) return []
    const { row, shares } = samples[at] as HeldOutSample
    const confidence =
      item.best < 0 ? 0 : Math.min(gateProbability(judge.confidence, item.features), shares?.[item.best] ?? 1)
    return [{ row, confidence, best: item.best, right: item.right, inScope: item.inScope }]
  })
}

/** Ranking, then gate, of one language, held near `prior`. */
export function fitJudge(
  samples: readonly HeldOutSample[],
  prior: Judge,
  seen: Seen,
): { judge: Judge; gated: JudgedGateSample[] } {
  const ranking = fitRanking(rankingSamples(samples), prior.ranking, 0.05)
  const gated = gateSamples(samples, ranking, seen.strangers)
  const right = gated.map((item) => ({ ...item, label: item.right, byPerson: item.labelled && item.inScope }))
  const inside = gated.map((item) => ({ ...item, label: item.inScope }))
  const judge = {
    ranking,
    confidence: seen.slips
      ? fitGateDespiteSlips(right, prior.confidence, gatePull).gate
      : fitGate(right, prior.confidence, gatePull),
    scope: fitGate(inside, prior.scope, gatePull),
  }
  return { judge, gated }
}

const sharpness = (ranking: RankingWeights): number => Math.hypot(...ranking)

/** Runs the folds: in each a part of the customers' messages and some whole entries are kept from all three experts. */
export function heldOutSamples(
  material: Material,
  state: ModelState,
  duals: Duals | undefined,
  rows = labelledRows(material),
): HeldOutSample[] {
  const random = randomFrom(material.seed + 17)
  const foldOf = new Int8Array(material.texts.length).fill(-1)
  for (const row of rows) foldOf[row] = Math.floor(random() * folds)
  // Half of the entries are hidden once, each in one fold, to see what messages about unknown matters look like.
  const hiddenIn = Int8Array.from({ length: material.entryCount }, () =>
    random() < 0.5 ? Math.floor(random() * folds) : -1,
  )
  if (material.entryCount < 8) hiddenIn.fill(-1)
  const most = Math.min(mostSamples, mostCells / Math.max(1, material.entryCount))
  const keep = Math.min(1, most / Math.max(1, rows.length))
  const samples: HeldOutSample[] = []
  const margins = duals && allMargins(state.linear, material.rows, material.texts.length)
  let networks = noNetworks
  const groupOf = (fold: number) => (fold < 0 ? -1 : Math.floor(fold / foldsPerNetworks))
  for (let fold = 0; fold < folds; fold++) {
    const group = groupOf(fold)
    if (fold % foldsPerNetworks === 0 && state.networks.count > 0) {
      const weights = material.weights.map((weight, row) => {
        const entry = material.classes[row] as number
        const out = groupOf(foldOf[row] as number) === group || groupOf(hiddenIn[entry] ?? -1) === group
        return out ? 0 : weight
      })
      networks = trainNetworks({ ...material, weights, classCount: material.entryCount })
    }
    const left = (row: number) => {
      const entry = material.classes[row] as number
      return foldOf[row] !== fold && (entry < 0 || hiddenIn[entry] !== fold)
    }
    // The networks of this fold do not know the entries that its neighbours hide: nothing fair can be asked about those.
    const isFair = (row: number) => {
      const hidden = hiddenIn[material.classes[row] as number] ?? -1
      return networks.count === 0 || hidden === fold || groupOf(hidden) !== group
    }
    const asked = rows.filter(
      (row) =>
        !left(row) &&
        random() < keep * askedShare(hiddenIn, material.classes[row] as number, fold) &&
        isFair(row),
    )
    runFold(material, { ...state, networks }, duals, margins, fold, left, hiddenIn, asked, samples)
  }
  return samples
}

/** A hidden entry's messages are many: a part of them is enough. */
function askedShare(hiddenIn: Int8Array, entry: number, fold: number): number {
  return entry >= 0 && hiddenIn[entry] === fold ? 0.3 : 1
}

function runFold(
  material: Material,
  state: ModelState,
  duals: Duals | undefined,
  margins: Float32Array | undefined,
  fold: number,
  left: (row: number) => boolean,
  hiddenIn: Int8Array,
  asked: readonly number[],
  samples: HeldOutSample[],
): void {
  const rowCount = material.texts.length
  const { entryCount } = material
  const weights = material.weights.map((weight, row) => (left(row) ? weight : 0))
  const start = duals?.slice()
  for (let row = 0; start !== undefined && row < rowCount; row++) {
    if ((weights[row] as number) > 0) continue
    for (let k = 0; k < entryCount; k++) start[k * rowCount + row] = 0
  }
  const neighbours = new NeighbourIndex(state.neighbours.packed, material.wordingCount)
  const wordings = new Int32Array(entryCount)
  const packed = new Int32Array(entryCount)
  const texts = new Map<string, Set<number>>()
  for (let row = 0; row < material.wordingCount; row++) {
    const kept = left(row)
    neighbours.setAlive(row, kept)
    if (!kept) continue
    const entry = material.classes[row] as number
    wordings[entry] = (wordings[entry] as number) + 1
    if (material.origins[row] === 'pack') packed[entry] = (packed[entry] as number) + 1
    const text = material.texts[row] as string
    texts.set(text, (texts.get(text) ?? new Set()).add(entry))
  }
  const open = Uint8Array.from(wordings, (count) => (count > 0 ? 1 : 0))
  const experts = {
    linear: trainedLinear(material, weights, 6, start, margins),
    networks: state.networks,
    neighbours,
    lexical: lexicalIndex(withoutHidden(material, hiddenIn, fold), left),
    documentEntries: material.classes,
    trainedDocuments: material.wordingCount,
  }
  const extractor = new FeatureExtractor()
  const vector = emptyVector()
  const ask = (text: string, row: number, right: number, kind: HeldOutSample['kind']) => {
    extractor.extract(text)
    state.space.vectorise(extractor, vector)
    const evidence = emptyEvidence(entryCount)
    gatherEvidence(experts, vector, extractor, entryCount, evidence)
    for (let entry = 0; entry < entryCount; entry++) if (open[entry] === 0) closeEntry(evidence, entry)
    const chinese = detectLanguage(text) === 'zh'
    const unknown = vector.unknown
    const exact = texts.has(text)
    const lone = exact ? 0 : extractor.loneTerm(text)
    const shares =
      lone === 0 ? undefined : Float32Array.from(open, (_, entry) => experts.lexical.shareOf(lone, entry))
    samples.push({
      row,
      text,
      right,
      kind,
      evidence,
      open,
      unknown,
      features: extractor.size,
      chinese,
      exact,
      ...(shares !== undefined && { shares }),
      wordings,
      packed,
    })
  }
  for (const row of asked) {
    const entry = material.classes[row] as number
    const hidden = entry >= 0 && open[entry] === 0
    ask(
      material.texts[row] as string,
      row,
      hidden ? -1 : entry,
      entry < 0 ? 'labelled' : hidden ? 'hidden' : 'inside',
    )
  }
  for (let at = fold; at < foreignMessages.length; at += folds)
    ask(foreignMessages[at] as string, -1, -1, 'foreign')
}

function withoutHidden(material: Material, hiddenIn: Int8Array, fold: number): Material {
  return { ...material, answerTerms: material.answerTerms.filter(({ entry }) => hiddenIn[entry] !== fold) }
}

export function rankingSamples(samples: readonly HeldOutSample[]): RankingSample[] {
  return samples
    .filter((sample) => sample.right >= 0)
    .map(({ evidence, right, wordings }) => ({ evidence, right, count: wordings.length, weight: 1 }))
}

export interface JudgedGateSample extends Omit<GateSample, 'label'> {
  /** The entry ranked first, or −1. */
  best: number
  right: boolean
  inScope: boolean
  chinese: boolean
  /** Really labelled by the tenant, not made up here. */
  labelled: boolean
}

/** Features of every sample under a ranking; messages out of scope are weighted to be the given share of all. */
export function gateSamples(
  samples: readonly HeldOutSample[],
  ranking: RankingWeights,
  strangers = foreignShare,
): JudgedGateSample[] {
  const probabilities = new Float32Array(samples[0]?.wordings.length ?? 0)
  const weightOf = sampleWeights(samples, strangers)
  return samples.map((sample) => {
    const best = rankEntries(ranking, sample.evidence, sample.wordings.length, sample.open, probabilities)
    const features = new Float64Array(gateSize)
    const context = {
      unknown: sample.unknown,
      features: sample.features,
      wordings: sample.wordings[best] ?? 0,
      packed: (sample.packed[best] ?? 0) / Math.max(1, sample.wordings[best] ?? 0),
      entries: sample.wordings.length,
      exact: sample.exact && (sample.evidence.nearest[best] as number) > 0.98,
    }
    if (best >= 0)
      gateFeatures(sample.evidence, probabilities, sample.wordings.length, best, context, features)
    return {
      features,
      best,
      chinese: sample.chinese,
      right: best === sample.right && sample.right >= 0,
      inScope: sample.right >= 0,
      labelled: sample.kind === 'inside' || sample.kind === 'labelled',
      weight: weightOf(sample),
    }
  })
}

/**
 * What all messages out of scope weigh together, each message inside weighing 1: their share of the traffic, or more where more of what
 * people labelled is foreign. They label what was not answered, and among that strangers are many: taken for a fifth, say, they would make the gate
 * surer of just those messages it had better leave to people.
 */
export function foreignMass(inside: number, labelledForeign: number, strangers = foreignShare): number {
  return Math.max((inside * strangers) / (1 - strangers), labelledForeign)
}

/** Within each language, messages out of scope together weigh `foreignMass`; what was really labelled leads. */
function sampleWeights(
  samples: readonly HeldOutSample[],
  strangers: number,
): (sample: HeldOutSample) => number {
  const key = (sample: HeldOutSample) => `${sample.kind} ${sample.chinese}`
  const counts = new Map<string, number>()
  for (const sample of samples) counts.set(key(sample), (counts.get(key(sample)) ?? 0) + 1)
  const weights = new Map<string, number>()
  for (const chinese of [true, false]) {
    const kinds = (['hidden', 'labelled', 'foreign'] as const).filter((kind) =>
      counts.has(`${kind} ${chinese}`),
    )
    const inside = counts.get(`inside ${chinese}`) ?? 0
    const shares = sharesOf(Math.max(1, inside), counts.get(`labelled ${chinese}`) ?? 0)
    const total = kinds.reduce((sum, kind) => sum + shares[kind], 0)
    const mass = foreignMass(inside, counts.get(`labelled ${chinese}`) ?? 0, strangers)
    for (const kind of kinds) {
      const share = (mass * shares[kind]) / total
      weights.set(`${kind} ${chinese}`, share / (counts.get(`${kind} ${chinese}`) as number))
    }
  }
  return (sample) => (sample.kind === 'inside' ? 1 : (weights.get(key(sample)) ?? 0))
}
