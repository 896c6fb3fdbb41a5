import { describe, expect, it } from 'vitest'
import { processorTime } from '../../testing/processor-time.ts'
import { groupMessages } from './group-messages.ts'

const needs: Record<string, string[]> = {
  invoice: ['怎么开电子发票', '电子发票在哪里开', '开发票怎么弄', '能开发票吗', '我要开电子发票'],
  courier: ['快递到哪了', '我的快递到哪里了', '快递怎么还没到', '快递到哪儿了呀'],
  password: [
    'I forgot my password',
    'how do I reset my password',
    'password reset please',
    'forgot password',
  ],
}
const noise = ['今天天气真好', 'what is the capital of peru']
const messages = [...Object.values(needs).flat(), ...noise].map((text) => ({ text }))

function membersOf(texts: readonly { text: string }[]) {
  return groupMessages(texts).groups.map((group) =>
    group.members.map((place) => texts[place]?.text ?? '').toSorted(),
  )
}

describe('grouping messages', () => {
  it('puts wordings of one need together and leaves the rest aside', () => {
    const { groups, alone } = groupMessages(messages)
    expect(membersOf(messages).map((group) => group.join())).toEqual(
      [needs.invoice, needs.courier, needs.password].map((texts) => texts?.toSorted().join()),
    )
    expect(alone.map((place) => messages[place]?.text)).toEqual(noise)
    expect(groups[0]?.phrases[0]).toContain('发票')
    expect(groups[2]?.phrases[0]).toContain('password')
  })

  it('gives the same groups again, whatever the order of what does not matter', () => {
    expect(groupMessages(messages)).toEqual(groupMessages(messages))
    const turned = messages.toReversed()
    const sets = (texts: readonly { text: string }[]) => membersOf(texts).map(String).toSorted()
    expect(sets(turned)).toEqual(sets(messages))
  })

  it('counts the same words said again', () => {
    const { groups, alone } = groupMessages([
      { text: '怎么退款' },
      { text: '怎么退款' },
      { text: '几点开门' },
    ])
    expect(groups.map((group) => group.members)).toEqual([[0, 1]])
    expect(alone).toEqual([2])
  })

  it('brings together by what a model took them for, though no word is shared', () => {
    const leaning = [{ entryId: 'shipping', probability: 0.9 }]
    const torn = [
      { text: '啥时候能寄出来', leanings: leaning },
      { text: '下单好几天了仓库没动静', leanings: leaning },
      { text: '会员积分怎么用', leanings: [{ entryId: 'points', probability: 0.9 }] },
    ]
    expect(groupMessages(torn).groups.map((group) => group.members.toSorted())).toEqual([[0, 1]])
    expect(groupMessages(torn.map(({ text }) => ({ text }))).groups).toEqual([])
  })

  it('keeps a group’s name as it grows, and gives it to one group only', () => {
    const before = messages.map(({ text }) => ({
      text,
      ...(needs.invoice?.includes(text) ? { group: 'g1' } : {}),
    }))
    const grown = [...before, { text: '发票怎么开啊' }, { text: '电子发票开一下' }]
    const names = groupMessages(grown).groups.map((group) => [group.group, group.members.length])
    expect(names).toEqual([
      ['g1', 7],
      [undefined, 4],
      [undefined, 4],
    ])
  })

  it('takes nothing, blanks and what no language has', () => {
    expect(groupMessages([])).toEqual({ groups: [], alone: [] })
    expect(groupMessages([{ text: '' }, { text: '？？' }, { text: '\ud800' }]).groups.length).toBeLessThan(2)
  })

  it('groups 20,000 messages in seconds', () => {
    const verbs = ['退', '换', '查', '开', '改', '取消', '找回', '绑定']
    const things = ['订单', '发票', '地址', '密码', '手机号', '优惠券', '快递', '会员', '积分', '衣服']
    const many = Array.from({ length: 20_000 }, (_, at) => ({
      text: `${['怎么', '如何', '我想', '请问能不能', '帮我'][at % 5]}${verbs[(at * 7) % 8]}${things[(at * 13) % 10]}${at % 997}号`,
    }))
    const begun = processorTime()
    const { groups } = groupMessages(many)
    expect(groups.length).toBeGreaterThan(10)
    expect(processorTime() - begun).toBeLessThan(40_000)
  }, 60_000)
})
