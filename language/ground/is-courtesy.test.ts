import { describe, expect, it } from 'vitest'
import { processorTime } from '../../testing/processor-time.ts'
import { checkGrounding } from './check-grounding.ts'
import { isCourtesy } from './is-courtesy.ts'

const evidence = [
  { id: 'hours', text: 'We are open every day from 9:00 to 20:00. Opened skincare cannot be returned.' },
]

describe('courtesy', () => {
  it.each([
    'Hello there!',
    'Thank you for your patience.',
    'I am sorry to hear that.',
    'I understand how you feel.',
    'Is there anything else I can help you with?',
    '您好！',
    '非常抱歉给您带来不便，敬请谅解。',
    '理解您的心情。',
    '希望能帮到您，祝您生活愉快！',
  ])('claims nothing: %s', (sentence) => expect(isCourtesy(sentence)).toBe(true))

  it.each([
    'I am sorry your order was cancelled and the money sent back.',
    "I'm sorry we will refund you the whole amount today.",
    'I understand that opened skincare can always be returned for free.',
    'I understand, I have passed you to a colleague who will call you.',
    'Yes.',
    'No problem, of course.',
    '可以的，没问题。',
    '希望您直接把已拆封的床品寄回来全额退。',
    '祝您早日收到我们全额退的款。',
  ])('is no cover for a claim: %s', (sentence) => {
    expect(isCourtesy(sentence)).toBe(false)
    expect(checkGrounding(`${sentence} We are open every day from 9:00 to 20:00.`, evidence).supported).toBe(
      false,
    )
  })

  it('may be an answer of the evidence itself, word for word', () => {
    const said = 'Yes. Opened skincare can be exchanged.'
    expect(checkGrounding(said, [{ id: 'a', text: said }]).supported).toBe(true)
  })

  it('takes no longer for what repeats itself', () => {
    const begun = processorTime()
    for (const text of [
      `${'i am sorry '.repeat(400)}x5`,
      `${'希望您希望'.repeat(400)}5`,
      `${'thanks, '.repeat(400)}x`,
    ])
      checkGrounding(text, evidence)
    expect(processorTime() - begun).toBeLessThan(1_500)
  })
})
