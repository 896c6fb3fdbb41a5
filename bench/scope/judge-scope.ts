import type { LanguageModel } from '../../language/index.ts'
import { redraw } from '../harness/redraw.ts'
import { shuffle } from '../harness/shuffle.ts'
import { shareFigures } from '../harness/statistics.ts'
import type { Message } from '../intents/messages.ts'
import { areaUnderCurve } from './area-under-curve.ts'

type Asking = Pick<LanguageModel, 'understand'>

interface Asked {
  confidence: number
  inScope: number
  right: boolean
}

/** Whether a model knows what it does not know: figures over messages inside and outside, with what drawing both anew makes of them. */
export function judgeScope(
  model: Asking,
  inside: readonly Message[],
  outside: readonly string[],
  threshold: number,
): Record<string, number> {
  const ask = ({ text, entry }: Message): Asked => {
    const { candidates, confidence, inScope } = model.understand(text)
    return { confidence, inScope, right: entry !== undefined && candidates[0]?.entryId === entry }
  }
  const known = inside.map(ask)
  const strangers = outside.map((text) => ask({ text }))
  const areas = ([one, other]: readonly (readonly Asked[])[]) => {
    const areaOf = (value: (asked: Asked) => number) =>
      areaUnderCurve((one ?? []).map(value), (other ?? []).map(value))
    return { Auroc: areaOf(({ confidence }) => confidence), InScopeAuroc: areaOf(({ inScope }) => inScope) }
  }
  const isAnswered = ({ confidence }: Asked) => confidence >= threshold
  const answered = [...known, ...strangers].filter(isAnswered)
  const isRight = ({ right }: Asked) => right
  return {
    ...areas([known, strangers]),
    ...redraw([known, strangers], areas, 300),
    ...shareFigures('Top1', known, isRight),
    ...shareFigures('Coverage', known, isAnswered),
    ...shareFigures('Precision', answered, isRight),
    ...shareFigures('OutOfScopeAnswered', strangers, isAnswered),
  }
}

/** Says each message with the confidence that another of them deserves: it must be seen. */
export function mixedUp(model: Asking, texts: readonly string[]): Asking {
  const others = shuffle(texts, 1)
  const otherOf = new Map(texts.map((text, at) => [text, others[at] ?? text]))
  return {
    understand: (text, options) => {
      const { confidence, inScope } = model.understand(otherOf.get(text) ?? text, options)
      return { ...model.understand(text, options), confidence, inScope }
    },
  }
}
