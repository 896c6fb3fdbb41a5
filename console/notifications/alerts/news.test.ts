import { expect, it } from 'vitest'
import type { ConsoleServerFrame } from '../../../contract/realtime.ts'
import { createNewsReader } from './news.ts'

const me = 'm1'
const frame = (conversationId: string, kind: 'assistant' | 'queue' | 'agent', lastSeq: number, id?: string) =>
  ({
    type: 'conversation-changed',
    conversationId,
    lastSeq,
    owner: { kind, ...(id === undefined ? {} : { id }) },
    state: 'open',
  }) as Extract<ConsoleServerFrame, { type: 'conversation-changed' }>

it('tells who begins to wait, once, and not who has waited before', () => {
  const reader = createNewsReader(me)
  reader.know('old', 'queue', 4)
  expect(reader.read(frame('old', 'queue', 5))).toBeUndefined()
  expect(reader.read(frame('new', 'assistant', 2))).toBeUndefined()
  expect(reader.read(frame('new', 'queue', 3))).toBe('queue')
  expect(reader.read(frame('new', 'queue', 4))).toBeUndefined()
  // Taken, handed back: it waits anew.
  expect(reader.read(frame('new', 'agent', 5, 'm2'))).toBeUndefined()
  expect(reader.read(frame('new', 'queue', 6))).toBe('queue')
})

it('tells what comes in a conversation of one’s own, not that it became one’s own', () => {
  const reader = createNewsReader(me)
  expect(reader.read(frame('c', 'agent', 5, me))).toBeUndefined()
  expect(reader.read(frame('c', 'agent', 6, me))).toBe('reply')
  expect(reader.read(frame('c', 'agent', 6, me))).toBeUndefined()
  expect(reader.read(frame('c', 'agent', 5, me))).toBeUndefined()
  expect(reader.read(frame('other', 'agent', 9, 'm2'))).toBeUndefined()
  expect(reader.read({ ...frame('c', 'agent', 7, me), state: 'closed' })).toBeUndefined()
  reader.know('mine', 'mine', 3)
  expect(reader.read(frame('mine', 'agent', 4, me))).toBe('reply')
})
