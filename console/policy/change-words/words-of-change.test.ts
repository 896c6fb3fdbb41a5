import { describe, expect, it } from 'vitest'
import { defaultMeanwhileTexts } from '../../../contract/policy/meanwhile.ts'
import { sceneReview } from '../../../contract/policy/scene-review.ts'
import { defaultSmallTalkTexts } from '../../../contract/policy/small-talk-texts.ts'
import { announcement, businessHours, guardStyle, policyDocument, scene } from '../../../contract/policy.ts'
import { en } from '../../app/messages/en.ts'
import { zhCn } from '../../app/messages/zh-cn.ts'
import { partWords, valueWords } from './words-of-change.ts'

const known = (texts: Readonly<Record<string, string>>) => ({
  t: (key: string) => texts[key] ?? key,
  has: (key: string) => key in texts,
})
const wholeScene = {
  ...scene.parse({ key: 'default' }),
  targetPrecision: 0.9,
  review: sceneReview.parse({}),
  idle: { remindAfterSeconds: 1, closeAfterSeconds: 1 },
}
const names = (value: unknown): string[] =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? []
    : Object.entries(value).flatMap(([name, below]) => [name, ...names(below)])

describe.each([
  ['en', en],
  ['zh-CN', zhCn],
] as const)('in %s', (_, texts) => {
  it('words every part of a policy and of a scene', () => {
    const { shape } = policyDocument
    const inside = [shape.settle, shape.session, shape.texts, shape.texts.shape.handover]
    const kinds = [policyDocument, ...inside, guardStyle, businessHours, announcement]
    const parts = new Set([
      ...kinds.flatMap((one) => Object.keys(one.shape)),
      ...names(wholeScene),
      ...Object.keys(defaultSmallTalkTexts),
      ...Object.keys(defaultMeanwhileTexts),
      'sceneOrder',
    ])
    // A scene’s key is its name in records.
    parts.delete('key')
    expect([...parts].filter((name) => partWords(name, known(texts)) === name)).toEqual([])
  })

  it('words what is chosen, and says the rest as it is', () => {
    for (const [name, value] of Object.entries(wholeScene))
      if (typeof value === 'string' && name !== 'key' && value !== '')
        expect(valueWords([name], value, known(texts)), name).not.toBe(value)
    expect(valueWords(['scenes', 'loans', 'threshold'], 0.9, known(texts))).toBe('0.9')
    expect(valueWords(['texts', 'greeting', 'zh'], '您好', known(texts))).toBe('您好')
    expect(valueWords(['hours', 'week'], [{ from: '09:00', to: '18:00' }], known(texts))).toBe('09:00–18:00')
    expect(valueWords(['scenes', 'loans'], wholeScene, known(texts))).not.toMatch(
      /[{}"]|whenLate|send-if-sure/,
    )
  })
})
