import { describe, expect, it } from 'vitest'
import type { PolicyDocument } from '../../contract/index.ts'
import { defaultPolicy, sceneOf } from './index.ts'

const scene = (key: string, categories: string[] = []) => ({
  key,
  categories,
  threshold: 0.85,
  offerThreshold: 0.4,
  offerCount: 4,
})
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
