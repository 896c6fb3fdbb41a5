import { describe, expect, it } from 'vitest'
import {
  fillText,
  nextTimeText,
  type PolicyDocument,
  type Scene,
  scene as sceneSchema,
} from '../../contract/index.ts'
import { defaultPolicy, findScene, type SceneInput, sceneOf, thresholdOf } from './index.ts'

const scene = (key: string, categories: string[] = [], change: Partial<Scene> = {}) =>
  sceneSchema.parse({ key, categories, ...change })
const policy = (...scenes: PolicyDocument['scenes']): PolicyDocument => ({ ...defaultPolicy, scenes })

describe('the scene of an entry', () => {
  const document = policy(
    scene('default', ['Cards']),
    scene('money', ['Money', '资金']),
    scene('more', ['Money']),
  )

  it('is the first that names one of its categories, in any language', () => {
    expect(sceneOf(document, ['Money']).key).toBe('money')
    expect(sceneOf(document, ['Geld', '资金']).key).toBe('money')
  })

  it('is the default for everything else, also for what only the default names', () => {
    for (const categories of [[], ['Other'], ['Cards'], ['money'], ['']])
      expect(sceneOf(document, categories).key).toBe('default')
  })

  it('is the first there is in a policy without a default', () => {
    expect(sceneOf(policy(scene('only')), []).key).toBe('only')
  })
})

describe('the scene of a message', () => {
  const document = policy(
    scene('default'),
    scene('vip', [], { channels: ['0199a000-0000-7000-8000-000000000001'] }),
    scene('invoice', [], { words: ['invoice', '发票'], languages: ['zh'] }),
    scene('order', ['Orders'], { patterns: ['order *late'] }),
    scene('english', [], { languages: ['en'] }),
  )
  const found = (input: SceneInput) => {
    const { scene, cause } = findScene(document, input)
    return [scene.key, cause.by, cause.value]
  }

  it('is told by a word, a pattern, a category, a channel or a language, and says which', () => {
    expect(found({ text: '我要开发票', language: 'zh' })).toEqual(['invoice', 'word', '发票'])
    expect(found({ text: 'My ORDER is very late', language: 'other' })).toEqual([
      'order',
      'pattern',
      'order *late',
    ])
    expect(found({ categories: ['Orders'], text: 'x' })).toEqual(['order', 'category', 'Orders'])
    expect(found({ text: 'x', channelId: '0199a000-0000-7000-8000-000000000001' })).toEqual([
      'vip',
      'channel',
      undefined,
    ])
    expect(found({ text: 'an invoice please', language: 'en' })).toEqual(['english', 'language', undefined])
    expect(found({ text: 'x', language: 'other' })).toEqual(['default', 'default', undefined])
  })

  it('lists what was tried before it, and what shut a scene out', () => {
    expect(findScene(document, { text: 'an invoice', language: 'en' }).tried).toEqual([
      { scene: 'vip', excluded: 'channel' },
      { scene: 'invoice', excluded: 'language' },
      { scene: 'order' },
      { scene: 'english', cause: { by: 'language' } },
    ])
  })
})

describe('a threshold', () => {
  const measured = (threshold: number, precision: number, noise = 0.003) => ({
    threshold,
    coverage: 1 - threshold,
    precision,
    low: precision - noise,
    high: Math.min(1, precision + noise),
  })
  const curve = [measured(0.5, 0.9), measured(0.7, 0.97), measured(0.85, 0.96), measured(0.95, 0.99)]
  const aiming = (targetPrecision?: number) => scene('s', [], { threshold: 0.8, targetPrecision })

  it('is the one set, until a precision is aimed at and measured', () => {
    expect(thresholdOf(aiming(), { state: 'calibrated', curve })).toBe(0.8)
    expect(thresholdOf(aiming(0.95), { state: 'not-yet-calibrated', curve })).toBe(0.8)
    expect(thresholdOf(aiming(0.95), undefined)).toBe(0.8)
  })

  it('is then the lowest from which on the precision holds', () => {
    expect(thresholdOf(aiming(0.95), { state: 'calibrated', curve })).toBe(0.7)
    // 0.7 is measured above 0.965, but 0.85 behind it is not.
    expect(thresholdOf(aiming(0.965), { state: 'calibrated', curve })).toBe(0.95)
    expect(thresholdOf(aiming(0.995), { state: 'calibrated', curve })).toBe(0.95)
  })

  it('does not fall silent because nothing, or hardly anything, was answered at the top', () => {
    const empty = { threshold: 0.99, coverage: 0, precision: 0, low: 0, high: 1 }
    const few = { ...measured(0.98, 0.8, 0.16), coverage: 0.01 }
    expect(thresholdOf(aiming(0.95), { state: 'calibrated', curve: [...curve, few, empty] })).toBe(0.7)
    // Where nothing at all was measured above the line only the highest will do.
    expect(thresholdOf(aiming(0.95), { state: 'calibrated', curve: [empty] })).toBe(0.99)
  })
})

describe('a text to customers', () => {
  it('names what is known and leaves out the sentence of what is not', () => {
    const text = 'One moment. You are number {{queue.position}}. We are back {{hours.next}}! Bye.'
    expect(fillText(text, { 'queue.position': '3' })).toBe('One moment. You are number 3. Bye.')
    expect(fillText('正在转接。您前面还有{{ queue.position }}位。', {})).toBe('正在转接。')
    expect(fillText('不含变量', {})).toBe('不含变量')
    const ways = 'One.\n---\nTwo, {{queue.position}}.\n ----- \nThree.'
    expect([0, 1, 2, 3].map((nth) => fillText(ways, { 'queue.position': '2' }, nth))).toEqual([
      'One.',
      'Two, 2.',
      'Three.',
      'One.',
    ])
    expect(fillText('---', {})).toBe('---')
  })

  it('says when people are back as people say it', () => {
    const now = new Date('2026-11-20T12:00:00Z')
    const say = (at: string, language: 'en' | 'zh') =>
      nextTimeText(new Date(at), now, 'Asia/Shanghai', language)
    expect(say('2026-11-20T15:00:00Z', 'en')).toBe('today at 23:00')
    expect(say('2026-11-21T01:00:00Z', 'zh')).toBe('明天09:00')
    expect(say('2026-11-23T01:00:00Z', 'zh')).toBe('周一09:00')
    expect(say('2026-11-23T01:00:00Z', 'en')).toBe('on Monday at 09:00')
    expect(say('2026-12-08T01:00:00Z', 'zh')).toBe('12月8日09:00')
    expect(say('2026-12-08T01:00:00Z', 'en')).toBe('on 8 December at 09:00')
  })
})
