import { expect, it } from 'vitest'
import { moodOf } from '../../conversations/index.ts'
import { feelingOf } from './feeling-of.ts'

const feeling = (said: string, previous: readonly string[]) => feelingOf(moodOf(said), previous)

it('hears who is upset or worried where their words tell it surely, and calms nobody who is calm', () => {
  expect(feeling('骗子！马上给我退钱，不退我去12315告你们！！！', [])).toBe('upset')
  expect(feeling('I am so angry, this is the third time you get it wrong!', [])).toBe('upset')
  expect(feeling('急死我了，明天就要用，怎么还没到啊', [])).toBe('worried')
  for (const calm of ['What are your opening hours?', '周日开馆吗？', 'ok', '谢谢你'])
    expect([calm, feeling(calm, [])]).toEqual([calm, undefined])
})

it('says so when the mood turns, not while it stays', () => {
  const angry = '骗子！马上给我退钱，不退我去12315告你们！！！'
  expect(feeling(angry, ['周日开馆吗？'])).toBe('upset')
  expect(feeling(angry, [angry])).toBeUndefined()
  expect(feeling(angry, [angry, '周日开馆吗？', '几点关门？', '怎么续借？'])).toBe('upset')
})
