import { expect, it } from 'vitest'
import { deserialiseModel, serialiseModel, trainModel } from '../index.ts'

it('reads a model out of a Buffer that lies inside a larger one', () => {
  const wordings = (id: string, texts: string[]) =>
    texts.map((text, at) => ({ id: `${id}${at}`, text, origin: 'operator' as const }))
  const model = trainModel({
    entries: [
      { id: 'hours', wordings: wordings('hours', ['When do you open?', 'What are your opening hours?']) },
      { id: 'card', wordings: wordings('card', ['I lost my card', 'My card was stolen']) },
    ],
    outOfScope: [],
  })
  const bytes = serialiseModel(model)
  const pool = Buffer.alloc(bytes.length + 64, 0xff)
  pool.set(bytes, 24)
  const read = deserialiseModel(pool.subarray(24, 24 + bytes.length))
  expect(read.understand('When do you open?')).toEqual(model.understand('When do you open?'))
})
