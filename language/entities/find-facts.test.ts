import { describe, expect, it } from 'vitest'
import { findFacts } from './find-facts.ts'

// A Saturday, 10:00 in Shanghai.
const shanghai = { now: new Date('2026-11-21T02:00:00Z'), timeZone: 'Asia/Shanghai' }
const london = { now: new Date('2026-11-18T12:00:00Z'), timeZone: 'Europe/London' }

/** What is found, shortly: the words and what they are worth. */
function short(text: string, reference = shanghai, orderNumbers: string[] = []): string[] {
  return findFacts(text, { ...reference, orderNumbers }).map((fact) => {
    const words = text.slice(fact.start, fact.end)
    if (fact.type === 'date') {
      const days = fact.from === fact.to ? fact.from : `${fact.from}..${fact.to}`
      return `${words} = ${fact.side === undefined ? '' : `${fact.side} `}${fact.at ?? days}`
    }
    if (fact.type === 'amount') return `${words} = ${fact.value} ${fact.currency ?? '?'}`
    if (fact.type === 'quantity') return `${words} = ${fact.value} × ${fact.unit}`
    return `${words} = ${fact.value}`
  })
}

describe('dates and times', () => {
  it.each([
    ['昨天下午三点付的款', ['昨天下午三点 = 2026-11-20T07:00:00.000Z']],
    ['上周五买的', ['上周五 = 2026-11-13']],
    ['下周一能到吗', ['下周一 = 2026-11-23']],
    ['双十一前下单的', ['双十一前 = before 2026-11-11']],
    ['三天前就发货了', ['三天前 = 2026-11-18']],
    ['两个小时前扣的钱', ['两个小时前 = 2026-11-21T00:00:00.000Z']],
    ['半个月前退的', ['半个月前 = 2026-11-06']],
    ['11月3号晚上8点半下的单', ['11月3号晚上8点半 = 2026-11-03T12:30:00.000Z']],
    ['2026年3月15日', ['2026年3月15日 = 2026-03-15']],
    ['去年十二月二十号买的', ['去年十二月二十号 = 2025-12-20']],
    ['2026-10-01 和 2026/10/2', ['2026-10-01 = 2026-10-01', '2026/10/2 = 2026-10-02']],
    ['上个月15号', ['上个月15号 = 2026-10-15']],
    ['月底之前能退吗', ['月底之前 = before 2026-11-21..2026-11-30']],
    ['春节以后再发', ['春节以后 = after 2027-02-06']],
    ['中秋节送礼', ['中秋节 = 2026-09-25']],
    ['国庆前买的', ['国庆前 = before 2026-10-01']],
    ['11月11日0点前付定金', ['11月11日0点前 = before 2026-11-10T16:00:00.000Z']],
    ['昨晚11:20扣了两次', ['昨晚11:20 = 2026-11-20T15:20:00.000Z']],
    ['周末发货吗', ['周末 = 2026-11-21..2026-11-22']],
    ['7天之内能退', ['7天之内 = 2026-11-21..2026-11-28']],
    ['後天送到嗎', ['後天 = 2026-11-23']],
  ])('%s', (text, facts) => expect(short(text)).toEqual(facts))

  it.each([
    ['It was due next Friday', ['next Friday = 2026-11-27']],
    ['I ordered last Friday', ['last Friday = 2026-11-13']],
    ['in 3 days', ['in 3 days = 2026-11-21']],
    ['paid two weeks ago', ['two weeks ago = 2026-11-04']],
    ['an hour ago', ['an hour ago = 2026-11-18T11:00:00.000Z']],
    ['yesterday at 3pm', ['yesterday at 3pm = 2026-11-17T15:00:00.000Z']],
    ['It arrives on November 27.', ['November 27 = 2026-11-27']],
    ['on March 5th, 2026', ['March 5th, 2026 = 2026-03-05']],
    ['the 3rd of May', ['the 3rd of May = 2027-05-03']],
    ['before Christmas please', ['Christmas = before 2026-12-25']],
    ['on Black Friday', ['Black Friday = 2026-11-27']],
    ['by Monday', ['by Monday = before 2026-11-16']],
    ['since 10/28/2026', ['10/28/2026 = after 2026-10-28']],
    ['twice on 11/03', ['11/03 = 2026-11-03']],
    ['28/10/2026', ['28/10/2026 = 2026-10-28']],
    ['the day before yesterday', ['the day before yesterday = 2026-11-16']],
    ['within 5 days', ['within 5 days = 2026-11-18..2026-11-23']],
    ['last month', ['last month = 2026-10-01..2026-10-31']],
    ['tonight at 8:30 pm', ['tonight at 8:30 pm = 2026-11-18T20:30:00.000Z']],
  ])('%s', (text, facts) => expect(short(text, london)).toEqual(facts))

  it('counts days by the clocks of the given place', () => {
    const now = new Date('2026-11-20T17:30:00Z')
    const dayIn = (timeZone: string) =>
      findFacts('今天', { now, timeZone }).map((fact) => 'from' in fact && fact.from)
    expect([dayIn('Asia/Shanghai'), dayIn('America/New_York')]).toEqual([['2026-11-21'], ['2026-11-20']])
    // Noon is another instant in summer time.
    expect(short('2026-07-01 at noon', london)).toEqual(['2026-07-01 at noon = 2026-07-01T11:00:00.000Z'])
  })
})

describe('amounts, durations and quantities', () => {
  it.each([
    ['一共￥1,299.5', ['￥1,299.5 = 1299.5 CNY']],
    ['退我三百块', ['三百块 = 300 CNY']],
    ['转了3万', ['3万 = 30000 ?']],
    ['两千五百元', ['两千五百元 = 2500 CNY']],
    ['三块五，一斤', ['三块五 = 3.5 CNY', '一斤 = 1 × 斤']],
    ['花了一万二美元', ['一万二美元 = 12000 USD']],
    ['$20 or 20 bucks', ['$20 = 20 USD', '20 bucks = 20 USD']],
    ['1.5k euros, £99.99 and 50€', ['1.5k euros = 1500 EUR', '£99.99 = 99.99 GBP', '50€ = 50 EUR']],
    ['买了两件，少发一件，5公斤装', ['两件 = 2 × 件', '5公斤 = 5 × 公斤']],
    ['5-7天到', []],
    ['3 boxes x2', ['3 boxes = 3 × boxes', 'x2 = 2 × ×']],
    ['快递三天没动', ['三天 = P3D']],
    ['等了两个小时，保修一年', ['两个小时 = PT2H', '一年 = P1Y']],
    ['it takes 5 business days', ['5 business days = P5D']],
  ])('%s', (text, facts) => expect(short(text)).toEqual(facts))
})

describe('order numbers', () => {
  it('are found behind the words for them, and wherever the tenant’s own notation fits', () => {
    expect(short('订单号：202611150088 麻烦查下')).toEqual(['202611150088 = 202611150088'])
    expect(short('my order #AB-12345 is late')).toEqual(['AB-12345 = AB-12345'])
    expect(short('so-20261115 在哪', shanghai, ['SO-########'])).toEqual(['so-20261115 = SO-20261115'])
    expect(short('so-20261115 在哪')).toEqual([])
    // A notation that any number would fit is none, and none can hang the search.
    expect(short('1234 和 (a+)+', shanghai, ['##', '(a+)+###'])).toEqual([])
  })
})

describe('numbers that are none of these', () => {
  it.each([
    '42码偏大吗',
    '升级到 iOS 17.5 之后闪退',
    'version 2.3.1 crashes',
    '我的电话是13812345678',
    'call 020 7946 0958',
    '卡号6222021234567890128',
    '打8折还是满减',
    '三块蛋糕和两块手表带',
    '我们一块去',
    '第二个呢',
    '千万别发错',
    '我有三点建议',
    '170/92A 合身吗',
    'I may come, she sat down',
    '一个问题',
    '24小时客服在哪'.slice(2),
    '百分之二十',
    'http://shop.example/2026/11/11',
  ])('%s', (text) => expect(short(text)).toEqual([]))

  it('gives places in the text as it was written, whatever stands in it', () => {
    for (const text of ['😀 ２０ 元', 'İ 昨天 ￥5', '\ud800 3 days ago', 'x'.repeat(5000)])
      for (const fact of findFacts(text, shanghai)) expect(fact.end).toBeLessThanOrEqual(text.length)
    expect(short('😀 ２０元')).toEqual(['２０元 = 20 CNY'])
  })
})
