import { describe, expect, it } from 'vitest'
import type { PolicyDocument } from '../../contract/policy.ts'
import { categoriesOf, withHandover, withText } from './policy-form.ts'

const document = {
  texts: {
    welcome: { zh: '您好', en: 'Hello' },
    handover: { 'low-confidence': { zh: '稍等', en: 'One moment' } },
  },
} as PolicyDocument

describe('the form of a policy', () => {
  it('changes one text and leaves the rest and the original alone', () => {
    const changed = withHandover(withText(document, 'welcome', 'en', 'Hi'), 'low-confidence', 'zh', '请稍等')
    expect(changed.texts.welcome).toEqual({ zh: '您好', en: 'Hi' })
    expect(changed.texts.handover['low-confidence']).toEqual({ zh: '请稍等', en: 'One moment' })
    expect(document.texts.welcome.en).toBe('Hello')
  })
  it('separates categories by commas of either script', () => {
    expect(categoriesOf('支付，Payment、 退款, 支付,')).toEqual(['支付', 'Payment', '退款'])
  })
})
