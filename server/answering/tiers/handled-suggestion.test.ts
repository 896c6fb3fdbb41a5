import { describe, expect, it } from 'vitest'
import { type Followed, handledSuggestion } from './handled-suggestion.ts'

const agent = (text: string): Followed => ({ type: 'agent-message', text })
const customer: Followed = { type: 'customer-message', text: 'thanks' }
const closed: Followed = { type: 'conversation-closed' }
const en = 'Your parcel was sent on November 21. It costs 12 pounds to have it stored for a week.'
const zh = '您的包裹已于11月21日发出，预计11月27日送达。保管一周的费用是12元。'

describe('what an agent made of a suggested reply', () => {
  it.each([
    [en, en],
    [zh, zh],
    [en, `Hello Ann! ${en} Is there anything else I can help with?`],
    [en, 'Your parcel was sent on November 21. It costs 12 pounds to have it stored for one week.'],
    [en, 'Your parcel was sent on November 21, and it costs 12 pounds to have it stored for a week.'],
    [zh, '亲，您的包裹已于11月21日发出，预计11月27日送达哦。保管一周的费用是12元～'],
    [en, `${en} By the way, our shop closes at six.`],
  ])('is used, with small edits at most: %s', (suggested, sent) =>
    expect(handledSuggestion(suggested, [agent(sent)])).toBe('used'),
  )

  it.each([
    [en, en.replace('12', '15')],
    [en, en.replace('was sent', 'was not sent')],
    [zh, zh.replace('12元', '15元')],
    [en, 'We have not found your parcel. We are asking the courier.'],
    ['Your parcel should arrive on Friday.', 'Your parcel should arrive on Monday.'],
    ['您的包裹昨天已发出，预计周五送达。', '您的包裹昨天已发出，预计周三送达。'],
    [en, 'Your parcel is still with us.'],
    [zh, '您好，这个订单还没有发货。'],
  ])('is replaced by another statement, however alike: %s', (suggested, sent) => {
    expect(handledSuggestion(suggested, [agent(sent)])).toBeUndefined()
    expect(handledSuggestion(suggested, [agent(sent), customer])).toBe('replaced')
    expect(handledSuggestion(suggested, [customer, agent(sent), closed])).toBe('replaced')
  })

  it('is used by a second message, or by two together', () => {
    expect(handledSuggestion(en, [agent('Let me see.'), agent(en)])).toBe('used')
    const [first = '', second = ''] = en.split(/(?<=\.) /)
    expect(handledSuggestion(en, [agent(first), agent(second), customer])).toBe('used')
    expect(handledSuggestion(zh, [agent('您好，请稍等，我查一下'), customer, agent(zh)])).toBe('used')
  })

  it.each([
    [[]],
    [[customer, closed]],
    [[agent('Hello!'), customer]],
    [[agent('One moment, I will check that for you.'), customer]],
    [[agent('您好，我帮您查一下。'), customer, closed]],
    [[agent('Which order do you mean?'), customer]],
    [[agent('I am transferring you to my colleague.'), { type: 'owner-changed' }]],
    [[{ type: 'agent-message' }, customer]],
  ] satisfies [Followed[]][])('tells nothing where nobody answered: %j', (followed) =>
    expect(handledSuggestion(en, followed)).toBeUndefined(),
  )
})
