import { expect, it } from 'vitest'
import { feelingOf } from './feeling-of.ts'

it('hears who is upset or worried where their words tell it surely, and calms nobody who is calm', () => {
  expect(feelingOf('骗子！马上给我退钱，不退我去12315告你们！！！', [])).toBe('upset')
  expect(feelingOf('I am so angry, this is the third time you get it wrong!', [])).toBe('upset')
  expect(feelingOf('急死我了，明天就要用，怎么还没到啊', [])).toBe('worried')
  for (const calm of ['What are your opening hours?', '周日开馆吗？', 'ok', '谢谢你'])
    expect([calm, feelingOf(calm, [])]).toEqual([calm, undefined])
})

it('says so when the mood turns, not while it stays', () => {
  const angry = '骗子！马上给我退钱，不退我去12315告你们！！！'
  expect(feelingOf(angry, ['周日开馆吗？'])).toBe('upset')
  expect(feelingOf(angry, [angry])).toBeUndefined()
  expect(feelingOf(angry, [angry, '周日开馆吗？', '几点关门？', '怎么续借？'])).toBe('upset')
})
