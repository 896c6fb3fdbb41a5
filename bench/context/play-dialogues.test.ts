import { expect, it } from 'vitest'
import { trainModel } from '../../language/index.ts'
import { playDialogues } from './play-dialogues.ts'

const texts = {
  stock: ['这款有货吗', '蓝色的背包有货吗'],
  refund: ['怎么退款', '退款多久到账'],
  hours: ['几点上班', '营业时间是几点'],
}
const model = trainModel({
  entries: Object.entries(texts).map(([id, wordings]) => ({
    id,
    wordings: wordings.map((text, at) => ({ id: id + at, text, origin: 'operator' as const })),
  })),
  outOfScope: [],
})
const dialogues = [
  [
    { customer: '蓝色的背包有货吗', key: 'stock', how: 'self', offered: ['refund', 'hours'] },
    { customer: '第二个', key: 'hours', how: 'option' },
  ],
  [{ customer: '怎么退款', key: 'refund', how: 'self' }, { customer: '谢谢' }],
]

it('tells what the turns before were good for, and notices when they are forgotten or another’s', () => {
  const right = (fault?: string) =>
    playDialogues(model, dialogues, (key) => key, fault).map((turn) => turn.with)
  expect(right()).toEqual([true, true, true])
  expect(right('forget')).toEqual([true, false, true])
  expect(right('mix-up')).toEqual([true, false, true])
})
