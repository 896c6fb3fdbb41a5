import { describe, expect, it } from 'vitest'
import { checkGrounding, type GroundReason } from './check-grounding.ts'
import type { GroundEvidence } from './evidence-units.ts'

const account: GroundEvidence = {
  id: 'heron',
  title: 'Heron Account: fees and limits',
  text: [
    '## Fees',
    '- The monthly maintenance fee is $12, waived while your balance stays at or above $3,000.',
    '- An outgoing wire costs $25 and cannot be cancelled once it is sent.',
    '## Times',
    'Transfers to other banks take 3 business days. Cash deposits are credited immediately.',
    'Sign in at heron.example/login to see your limits.',
  ].join('\n'),
}
const shop: GroundEvidence = {
  id: 'returns',
  title: '怎么退货？',
  text: '签收后7天内可以申请退货，质量问题15天内可退。退款在仓库收货后48小时内发起，原路退回，信用卡最长7个工作日。已拆封的美妆不支持退货。满59元包邮，未满59元收取8元运费。',
}

const reasons = (text: string, evidence: GroundEvidence) =>
  checkGrounding(text, [evidence]).sentences.flatMap((one) => one.reasons)

describe('what the evidence says', () => {
  it.each<[string, GroundEvidence]>([
    ['The upkeep fee each month is 12 dollars.', account],
    ['There is no monthly maintenance charge while you keep no less than $3000.', account],
    ['Once an outgoing wire is sent, you can’t cancel it.', account],
    ['Transfers to another bank take three working days.', account],
    ['Log in at https://heron.example/login to see your limits.', account],
    ['Thank you for asking. An outgoing wire costs USD 25. Is there anything else I can help with?', account],
    ['质量问题的话，15天内都能退货。', shop],
    ['仓库收到货后两天内发起退款，会原路退回。', shop],
    ['您好，拆封过的美妆不能退货。', shop],
    ['一单满59块免运费，不到59元收8块运费。', shop],
  ])('%s', (text, evidence) => expect(reasons(text, evidence)).toEqual([]))
})

describe('what it does not say', () => {
  it.each<[string, GroundEvidence, GroundReason]>([
    ['The monthly maintenance fee is $25.', account, 'value-elsewhere'],
    ['The monthly maintenance fee is $14.', account, 'value-unknown'],
    ['The maintenance fee each year is $12.', account, 'value-unknown'],
    ['An outgoing wire can be cancelled once it is sent.', account, 'denied-otherwise'],
    ['Cash deposits are not credited immediately.', account, 'denied-otherwise'],
    ['The fee is waived while your balance stays at or below $3,000.', account, 'contrary'],
    ['Sign in at heron-login.example to see your limits.', account, 'link-unknown'],
    ['With the Crane Account, transfers to other banks take 3 business days.', account, 'name-unknown'],
    ['Our branches sell travel insurance for pets and horses.', account, 'not-covered'],
    ['I have refunded the wire fee for you.', account, 'deed-without-receipt'],
    ['A specialist will call you back shortly.', account, 'promise-unknown'],
    ['质量问题7天内可退，其他的15天内可以申请退货。', shop, 'value-elsewhere'],
    ['签收后30天内可以申请退货。', shop, 'value-unknown'],
    ['已拆封的美妆支持退货。', shop, 'denied-otherwise'],
    ['退款已经帮您办好了。', shop, 'deed-without-receipt'],
    ['我马上让同事给您打电话。', shop, 'promise-unknown'],
    ['请到 return.example/zh 申请退货。', shop, 'link-unknown'],
  ])('%s', (text, evidence, reason) => expect(reasons(text, evidence)).toContain(reason))
})

describe('checkGrounding', () => {
  it('says of each sentence where it stands, what is wrong and what it rests on', () => {
    const text = 'An outgoing wire costs $25. The monthly maintenance fee is $25.'
    const { supported, sentences } = checkGrounding(text, [shop, account])
    expect(supported).toBe(false)
    expect(sentences.map((one) => [text.slice(one.start, one.end), one.supported, one.evidence])).toEqual([
      ['An outgoing wire costs $25.', true, ['heron']],
      ['The monthly maintenance fee is $25.', false, ['heron']],
    ])
  })
  it('takes a receipt for what was done, and a calculator’s result for a number', () => {
    const receipt: GroundEvidence = {
      id: 'r',
      kind: 'receipt',
      text: 'refund of $25.00 to card, status: done',
    }
    expect(checkGrounding('I have refunded $25 to your card.', [receipt]).supported).toBe(true)
    expect(checkGrounding('I have refunded $250 to your card.', [receipt]).supported).toBe(false)
    const result: GroundEvidence = { id: 'c', text: 'three outgoing wires cost $75 together' }
    expect(checkGrounding('Three outgoing wires cost $75.', [account]).supported).toBe(false)
    expect(checkGrounding('Three outgoing wires cost $75.', [account, result]).supported).toBe(true)
  })
  it('says nothing is held where there is no evidence, and survives any text', () => {
    expect(checkGrounding('The fee is $12.', []).supported).toBe(false)
    expect(checkGrounding('', [account])).toEqual({ supported: true, score: 1, sentences: [] })
    for (const text of ['\ud800', '1'.repeat(5000), '，。！', 'x '.repeat(2000), '不'.repeat(500)])
      expect(checkGrounding(text, [account]).sentences.length).toBeGreaterThanOrEqual(0)
  })
})
