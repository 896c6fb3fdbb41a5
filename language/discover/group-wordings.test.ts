import { expect, it } from 'vitest'
import { groupWordings } from '../index.ts'

it('counts wordings, not courtesies, marks or slips', () => {
  const texts = [
    'has my parcel been sent yet',
    'Where is my parcel?',
    'hello, where is my parcel please',
    'where is my pacrel!!',
    '快递到哪了',
    '你好，请问快递到哪了，谢谢',
  ]
  expect(groupWordings(texts)).toEqual([[1, 2, 3], [4, 5], [0]])
  expect(groupWordings([])).toEqual([])
})
