import { describe, expect, it } from 'vitest'
import { handoverReasons } from '../../contract/messages.ts'
import { type PolicyDocument, policyDocument } from '../../contract/policy.ts'
import { changesBetween, mergePolicies } from './changes.ts'

const words = { en: 'a', zh: '甲' }
const base: PolicyDocument = policyDocument.parse({
  scenes: [{ key: 'loans', categories: ['Loans'] }, { key: 'default' }],
  settle: { quietMs: 1, longestMs: 2 },
  session: { remindAfterSeconds: 1, closeAfterSeconds: 2, reopenWithinSeconds: 3 },
  texts: {
    welcome: words,
    greeting: words,
    thanks: words,
    goodbye: words,
    options: words,
    human: words,
    handover: Object.fromEntries(handoverReasons.map((reason) => [reason, words])),
    nobodyOnDuty: words,
    messageLeft: words,
    idleReminder: words,
    idleClosed: words,
  },
})
const changed = (change: (document: PolicyDocument) => void) => {
  const document = structuredClone(base)
  change(document)
  return document
}
const scene = (document: PolicyDocument, key: string) => {
  const found = document.scenes.find((one) => one.key === key)
  if (found === undefined) throw new Error(key)
  return found
}

describe('changes of a policy', () => {
  it('are told value by value, scenes by their key', () => {
    const after = changed((document) => {
      scene(document, 'loans').threshold = 0.9
      document.texts.welcome.zh = '您好'
      document.scenes.reverse()
    })
    expect(changesBetween(base, base)).toEqual([])
    expect(changesBetween(base, after).map((one) => [one.path.join('.'), one.before, one.after])).toEqual([
      ['texts.welcome.zh', '甲', '您好'],
      ['sceneOrder', ['loans', 'default'], ['default', 'loans']],
      ['scenes.loans.threshold', 0.85, 0.9],
    ])
  })

  it('of two people at different places are both kept', () => {
    const mine = changed((document) => {
      scene(document, 'loans').threshold = 0.9
      document.hotQuestions = ['late-fee']
    })
    const theirs = changed((document) => {
      scene(document, 'loans').offerCount = 2
      document.scenes.unshift({ ...scene(document, 'default'), key: 'new' })
    })
    const { document, conflicts, theirs: others } = mergePolicies(base, mine, theirs)
    expect(conflicts).toEqual([])
    expect(others.map((one) => one.path.join('.'))).toEqual([
      'sceneOrder',
      'scenes.loans.offerCount',
      'scenes.new',
    ])
    expect(scene(document, 'loans')).toMatchObject({ threshold: 0.9, offerCount: 2 })
    expect(document.scenes.map((one) => one.key)).toEqual(['new', 'loans', 'default'])
    expect(document.hotQuestions).toEqual(['late-fee'])
    expect(policyDocument.parse(document)).toEqual(document)
  })

  it('at the same place are a conflict, unless both want the same', () => {
    const to = (threshold: number) =>
      changed((document) => {
        scene(document, 'loans').threshold = threshold
      })
    expect(mergePolicies(base, to(0.9), to(0.9)).conflicts).toEqual([])
    const { document, conflicts } = mergePolicies(base, to(0.9), to(0.8))
    expect(conflicts.map((one) => one.path.join('.'))).toEqual(['scenes.loans.threshold'])
    expect(scene(document, 'loans').threshold).toBe(0.9)
    const gone = changed((one) => {
      one.scenes = one.scenes.filter(({ key }) => key !== 'loans')
    })
    expect(mergePolicies(base, gone, to(0.8)).conflicts).not.toEqual([])
  })
})
