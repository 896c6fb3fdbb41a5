import { describe, expect, it } from 'vitest'
import { makeTurn, type TurnChange, turnEntry, understoodAs } from '../../../testing/turns.ts'
import { decide } from './decide.ts'

function decided(change: TurnChange) {
  const turn = makeTurn(change)
  decide.run(turn)
  return turn.decision
}

const sure = understoodAs([['a', 0.9]], { confidence: 0.9 })
const likely = understoodAs(
  [
    ['a', 0.4],
    ['b', 0.3],
    ['c', 0.1],
  ],
  { confidence: 0.3 },
)

describe('deciding', () => {
  it('answers at the threshold exactly, and not a hair below', () => {
    const at = (confidence: number) => decided({ understood: understoodAs([['a', 1]], { confidence }) })
    expect(at(0.85)).toMatchObject({ outcome: 'answer', tier: 'local', entry: { id: 'a' } })
    expect(at(0.8499)?.outcome).not.toBe('answer')
  })

  it('lets whoever wants a person have one, however sure the answer, the greeting or the click', () => {
    for (const change of [
      { understood: sure },
      { smallTalk: 'greeting' as const },
      { choice: { entryId: 'a' } },
    ])
      expect(decided({ ...change, wantsHuman: true })).toMatchObject({
        outcome: 'handover',
        reason: 'customer-asked',
        tier: 'rule',
      })
  })

  it('answers a click with its entry whatever the model thinks, and hands over the declined', () => {
    expect(decided({ choice: { entryId: 'b' }, understood: sure })).toMatchObject({
      outcome: 'answer',
      entry: { id: 'b' },
    })
    expect(decided({ choice: { human: true }, understood: sure })).toMatchObject({
      outcome: 'handover',
      reason: 'option-declined',
    })
  })

  it('takes a click on an entry that is gone for what its label says', () => {
    expect(decided({ choice: { entryId: 'gone' }, understood: sure })).toMatchObject({ entry: { id: 'a' } })
    expect(decided({ choice: { entryId: 'gone' } })).toMatchObject({ outcome: 'handover' })
  })

  it('hands whoever is furious or abusive to people only where the scene says so, and only when sure', () => {
    const mood = (furious: number) => ({
      emotion: 'furious' as const,
      urgency: 'high' as const,
      furious,
      sure: true,
    })
    const scenes = [{ key: 'default', whenFurious: 'handover' as const, whenAbusive: 'handover' as const }]
    expect(decided({ understood: sure, mood: mood(0.9) })).toMatchObject({ outcome: 'answer' })
    expect(decided({ understood: sure, scenes, mood: mood(0.5) })).toMatchObject({ outcome: 'answer' })
    expect(decided({ understood: sure, scenes, mood: mood(0.9) })).toMatchObject({
      outcome: 'handover',
      rule: 'customer-is-furious',
      reason: 'furious',
    })
    const cues = (abuse: number) => ({ cues: [], injection: 1, abuse })
    expect(decided({ understood: sure, cues: cues(0.9) })).toMatchObject({ outcome: 'answer' })
    expect(decided({ understood: sure, scenes, cues: cues(0) })).toMatchObject({ outcome: 'answer' })
    expect(decided({ understood: sure, scenes, cues: cues(0.9) })).toMatchObject({ reason: 'abusive' })
    expect(decided({ understood: sure, scenes, mood: mood(0.9), wantsHuman: true })).toMatchObject({
      reason: 'customer-asked',
    })
  })

  it('warns of abuse once where the scene says so, and then lets people go on', () => {
    const scenes = [{ key: 'default', whenAbusive: 'warn' as const }]
    const turn = { understood: sure, scenes, cues: { cues: [], injection: 0, abuse: 1 } }
    const warned = { outcome: 'notice', rule: 'abusive-customer-warned', warning: true }
    expect(decided(turn)).toMatchObject(warned)
    expect(decided({ ...turn, previous: ['where is my card?'] })).toMatchObject(warned)
    expect(decided({ ...turn, previous: ['shut up you stupid bot'] })).toMatchObject({
      outcome: 'handover',
      reason: 'abusive',
    })
    expect(decided({ ...turn, cues: { cues: [], injection: 0, abuse: 0 } })?.outcome).toBe('answer')
  })

  it('uses the threshold of the scene the entry belongs to', () => {
    const entries = [turnEntry('a', { category: { en: 'Money', zh: '资金' } }), turnEntry('b')]
    const scenes = [{ key: 'money', categories: ['资金'], threshold: 0.99 }, { key: 'default' }]
    expect(decided({ entries, scenes, understood: sure })?.outcome).not.toBe('answer')
    const other = understoodAs([['b', 0.9]], { confidence: 0.9 })
    expect(decided({ entries, scenes, understood: other })).toMatchObject({
      outcome: 'answer',
      scene: { key: 'default' },
    })
  })

  it('offers the likely few, as many as the scene says, and never an entry that is gone', () => {
    expect(decided({ understood: likely })?.options?.map((entry) => entry.id)).toEqual(['a', 'b', 'c'])
    const scenes = [{ key: 'default', offerCount: 2 }]
    expect(decided({ scenes, understood: likely })?.options?.map((entry) => entry.id)).toEqual(['a', 'b'])
    const entries = [turnEntry('b'), turnEntry('c')]
    expect(decided({ entries, understood: likely })?.options?.map((entry) => entry.id)).toEqual(['b', 'c'])
  })

  it('offers nothing when the few are not likely enough together, or the message is out of scope', () => {
    const scenes = [{ key: 'default', offerThreshold: 0.81 }]
    expect(decided({ scenes, understood: likely })).toMatchObject({
      outcome: 'handover',
      reason: 'low-confidence',
    })
    expect(decided({ understood: { ...likely, inScope: 0.2 } })).toMatchObject({
      outcome: 'handover',
      reason: 'out-of-scope',
    })
  })

  it('offers twice in a row and then people', () => {
    expect(decided({ understood: likely, optionsInARow: 1 })?.outcome).toBe('options')
    expect(decided({ understood: likely, optionsInARow: 2 })).toMatchObject({
      outcome: 'handover',
      rule: 'options-not-taken',
    })
    expect(decided({ understood: sure, optionsInARow: 2 })?.outcome).toBe('answer')
  })

  it('goes to people without knowledge, and greets even then', () => {
    expect(decided({ entries: [] })).toMatchObject({ outcome: 'handover', reason: 'no-knowledge' })
    expect(decided({ entries: [], smallTalk: 'greeting' })).toMatchObject({ outcome: 'small-talk' })
  })

  it('says something to whoever says nothing, and passes nobody on for an “ok”', () => {
    for (const kind of ['acknowledged', 'finished', 'opening', 'pausing', 'identity', 'pleasantry'] as const)
      expect(decided({ smallTalk: kind, understood: likely })).toMatchObject({
        outcome: 'small-talk',
        smallTalk: kind,
      })
  })

  it('shows with what it can do what others ask', () => {
    const turn = makeTurn({ smallTalk: 'ability', understood: likely })
    turn.policy.document.hotQuestions = ['b', 'gone']
    decide.run(turn)
    expect(turn.decision).toMatchObject({ outcome: 'small-talk', options: [{ id: 'b' }] })
  })

  it('offers something else once to whom an answer did not help, and then people', () => {
    const asked = { asked: 'a question', entryId: 'x', seq: 2 }
    const change = { smallTalk: 'unhelped' as const, understood: likely, earlier: [asked] }
    expect(decided(change)).toMatchObject({
      outcome: 'options',
      rule: 'customer-was-not-helped',
      options: [{ id: 'a' }, { id: 'b' }, { id: 'c' }],
    })
    expect(decided({ ...change, optionsInARow: 1 })).toMatchObject({ reason: 'not-solved' })
    expect(decided({ ...change, scenes: [{ key: 'default', below: 'handover' }] })).toMatchObject({
      reason: 'not-solved',
    })
    expect(decided({ smallTalk: 'unhelped' })).toMatchObject({ outcome: 'small-talk', smallTalk: 'opening' })
  })

  it('hears yes and no to what was offered', () => {
    const offer = (...ids: string[]) => [
      { asked: 'a question', seq: 2, offered: ids.map((entryId) => ({ entryId, label: entryId })) },
    ]
    const yes = (...ids: string[]) =>
      decided({ smallTalk: 'assent', earlier: offer(...ids), optionsInARow: 1 })
    expect(yes('b')).toMatchObject({ outcome: 'answer', entry: { id: 'b' } })
    expect(yes('b', 'c')).toMatchObject({ outcome: 'options', rule: 'customer-agreed-to-several' })
    const again = { smallTalk: 'assent' as const, earlier: offer('b', 'c'), optionsInARow: 2 }
    expect(decided(again)).toMatchObject({ outcome: 'handover', rule: 'options-not-taken' })
    expect(decided({ smallTalk: 'dissent', earlier: offer('b') })).toMatchObject({
      outcome: 'handover',
      reason: 'option-declined',
    })
  })

  it('always decides', () => {
    expect(decided({})).toMatchObject({ outcome: 'handover' })
  })
})
