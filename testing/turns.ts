import { type Language, type PolicyDocument, type Scene, scene } from '../contract/index.ts'
import type { Candidate, LanguageModel, Understanding as Understood } from '../language/index.ts'
import type { Turn } from '../server/answering/index.ts'
import { defaultPolicy } from '../server/policy/index.ts'

export type TurnEntry = Turn['knowledge'] extends { entries: Map<string, infer Entry> } ? Entry : never

/** An entry as answering uses it, with nothing but what a rule looks at. */
export function turnEntry(id: string, change: Partial<TurnEntry> = {}): TurnEntry {
  return {
    id,
    key: id,
    version: 1,
    category: {},
    question: { en: `What about ${id}?`, zh: `${id}怎么办？` },
    answer: { en: `This about ${id}.`, zh: `${id}是这样。` },
    wordings: [],
    ...change,
  }
}

/** What a model may say: candidates in order with their probabilities. */
export function understoodAs(
  candidates: readonly [entryId: string, probability: number][],
  sure: { confidence: number; inScope?: number },
): Understood {
  const evidence = { linear: 0, neighbours: 0, lexical: 0 }
  return {
    language: 'en',
    candidates: candidates.map(([entryId, probability]): Candidate => ({ entryId, probability, evidence })),
    confidence: sure.confidence,
    inScope: sure.inScope ?? 1,
    features: {},
  }
}

export interface TurnChange extends Partial<Omit<Turn, 'policy' | 'knowledge'>> {
  entries?: readonly TurnEntry[]
  scenes?: Partial<Scene>[]
  texts?: Partial<PolicyDocument['texts']>
  language?: Language
  /** What the model answers when a step asks it. */
  model?: Understood
}

/** A turn in the middle of the pipeline, for trying single steps and rules without a server. */
export function makeTurn(change: TurnChange = {}): Turn {
  const { entries = [turnEntry('a'), turnEntry('b'), turnEntry('c')], scenes, texts, model, ...rest } = change
  const document: PolicyDocument = {
    ...defaultPolicy,
    texts: { ...defaultPolicy.texts, ...texts },
    ...(scenes === undefined
      ? {}
      : {
          scenes: scenes.map((one) =>
            scene.parse({ key: 'default', threshold: 0.85, offerThreshold: 0.4, offerCount: 4, ...one }),
          ),
        }),
  }
  const text = rest.text ?? rest.messages?.join('\n') ?? 'a question'
  return {
    now: new Date('2026-11-20T09:00:00Z'),
    policy: { version: 1, document, timeZone: 'UTC' },
    knowledge: {
      model: { understand: () => model ?? understoodAs([], { confidence: 0 }) } as unknown as LanguageModel,
      entries: new Map(entries.map((entry) => [entry.id, entry])),
      knowledge: 1,
      modelId: 'test',
      synonyms: [],
      asStored: new Map(),
    },
    text,
    messages: [text],
    previous: [],
    optionsInARow: 0,
    onDuty: true,
    checks: [],
    steps: [],
    ...rest,
  }
}
