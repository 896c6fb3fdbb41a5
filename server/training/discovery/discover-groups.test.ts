import { expect, it } from 'vitest'
import { discoverGroups } from './discover-groups.ts'

const texts = [
  'where is my parcel',
  'hello, where is my parcel please',
  'where is my parcel now',
  'has my parcel been sent yet',
  'my parcel has not been sent yet',
  'parcel not sent yet?',
  '怎么开电子发票',
  '电子发票在哪里开',
  '你好，怎么开电子发票，谢谢',
  'what is the capital of peru',
]

it('tells in how many ways a group is put', () => {
  const { groups } = discoverGroups(texts.map((text) => ({ text })))
  const invoice = groups.find(({ members }) => members.includes(6))
  const wayOf = (place: number) => invoice?.ways[invoice.members.indexOf(place)]
  expect(wayOf(6)).toBe(0)
  expect(wayOf(8)).toBe(0)
  expect(wayOf(7)).toBe(1)
})

it('names a larger matter only where several groups share it', () => {
  const { groups } = discoverGroups(texts.map((text) => ({ text })))
  for (const { matter } of groups) {
    if (matter === null) continue
    const sharing = groups.filter((other) => JSON.stringify(other.matter) === JSON.stringify(matter))
    expect(sharing.length).toBeGreaterThan(1)
  }
})
