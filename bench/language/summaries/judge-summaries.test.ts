import { expect, it } from 'vitest'
import { summariseForHandover } from '../../../language/index.ts'
import { firstMessages, judgeSummaries, makeTalk } from './judge-summaries.ts'

const talk = makeTalk(
  [
    { text: 'Where is the parcel with my kettle?', answer: 'Parcels take three days.' },
    { text: 'Can I pay by invoice?', answer: 'Companies can pay by invoice.' },
  ],
  ['hello', 'thanks', 'ok', 'good morning', 'thank you so much', 'bye'],
  3,
)

it('sees what is kept, what chatter is among it, and who is said to have said it', () => {
  expect(judgeSummaries([talk], summariseForHandover)).toMatchObject({
    mattersKept: 1,
    answersKept: 1,
    chatterAmongKept: 0,
    attributed: 1,
  })
  const first = judgeSummaries([talk], (messages) => firstMessages(messages, 4))
  expect(first.chatterAmongKept).toBeGreaterThan(0.4)
  const mistaken = judgeSummaries([talk], (messages) => {
    const { asked, said } = summariseForHandover(messages)
    return { asked: asked.map((one) => ({ ...one, by: 'agent' as const })), said }
  })
  expect(mistaken.attributed).toBeLessThan(1)
})
