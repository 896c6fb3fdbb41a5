import { describe, expect, it } from 'vitest'
import { createKeyStore, type KeyStore } from './key-store.ts'
import { Outbox, refusalOf, type WritingFrame } from './outbox.ts'

const memoryStore = () => createKeyStore(() => undefined)
const message = (clientId: string, text = clientId): WritingFrame => ({ type: 'message', clientId, text })
const problem = { code: 'message/too-long', message: '', parameters: {} } as const
const nobody = () => false

function openOutbox(store: KeyStore, tab: string, conversationId = 'c1') {
  const outbox = new Outbox(store, 'out.', tab)
  outbox.enter(conversationId)
  return outbox
}
const ids = (outbox: Outbox) => outbox.list().map((entry) => entry.frame.clientId)

describe('the outbox', () => {
  it('keeps the order of writing even within a millisecond and over a reload', () => {
    const store = memoryStore()
    const outbox = openOutbox(store, 'a')
    for (const id of ['z', 'm', 'a']) outbox.add(message(id), '', 5)
    expect(ids(outbox)).toEqual(['z', 'm', 'a'])
    expect(ids(openOutbox(store, 'b'))).toEqual(['z', 'm', 'a'])
  })
  it('shows an acknowledged entry until its event is there, and never sends it again', () => {
    const store = memoryStore()
    const outbox = openOutbox(store, 'a')
    outbox.add(message('one'), '', 1)
    outbox.acknowledge('one', 7)
    expect(outbox.next(nobody)).toBeUndefined()
    expect(ids(openOutbox(store, 'b'))).toEqual([])
    outbox.settle(undefined, 6)
    expect(ids(outbox)).toEqual(['one'])
    outbox.settle(undefined, 7)
    expect(ids(outbox)).toEqual([])
  })
  it('goes at once when its own event comes before the acknowledgement', () => {
    const outbox = openOutbox(memoryStore(), 'a')
    outbox.add(message('one'), '', 1)
    outbox.settle('one', 3)
    outbox.acknowledge('one', 3)
    expect(ids(outbox)).toEqual([])
  })
  it('leaves the entries of a living tab to it and takes over those of a closed one', () => {
    const store = memoryStore()
    openOutbox(store, 'a').add(message('one'), '', 1)
    const other = openOutbox(store, 'b')
    expect(other.next((tab) => tab === 'a')).toBeUndefined()
    expect(other.next(nobody)?.frame.clientId).toBe('one')
  })
  it('lets a refused entry wait for the customer and goes on with the next', () => {
    const outbox = openOutbox(memoryStore(), 'a')
    outbox.add(message('one'), '', 1)
    outbox.add(message('two'), '', 2)
    outbox.refuse('one', problem)
    expect(outbox.next(nobody)?.frame.clientId).toBe('two')
    outbox.retry('one', 3)
    expect(ids(outbox)).toEqual(['two', 'one'])
    expect(outbox.get('one')?.problem).toBeUndefined()
  })
  it('carries what was written before there was a conversation into it', () => {
    const store = memoryStore()
    const outbox = openOutbox(store, 'a', '')
    outbox.add(message('early'), '', 1)
    expect(ids(openOutbox(store, 'b', ''))).toEqual(['early'])
    outbox.enter('c1')
    expect(ids(outbox)).toEqual(['early'])
    expect(store.keys('out.')).toEqual(['out.c1.early'])
  })
  it('moves unsent text into the next conversation, but no click that refers into the lost one', () => {
    const outbox = openOutbox(memoryStore(), 'a')
    outbox.add(message('acked'), '', 1)
    outbox.acknowledge('acked', 1)
    outbox.add(message('text'), '', 2)
    outbox.add({ type: 'feedback', clientId: 'click', ofSeq: 3, solved: true }, '', 3)
    outbox.leave()
    outbox.enter('c2')
    expect(ids(outbox)).toEqual(['text'])
  })
  it('shows what another tab wrote and lets it go when its event has come', () => {
    const store = memoryStore()
    const mine = openOutbox(store, 'a')
    const other = openOutbox(store, 'b')
    other.add(message('theirs'), '', 1)
    expect(mine.takeStorageChange('out.c1.theirs', nobody)).toBe(true)
    expect(ids(mine)).toEqual(['theirs'])
    other.acknowledge('theirs', 4)
    mine.takeStorageChange('out.c1.theirs', nobody)
    expect(ids(mine)).toEqual(['theirs'])
    mine.settle('theirs', 4)
    expect(ids(mine)).toEqual([])
  })
  it('finds again what another tab has taken into the conversation meanwhile', () => {
    const store = memoryStore()
    const mine = openOutbox(store, 'a', '')
    const other = openOutbox(store, 'b', '')
    other.add(message('theirs'), '', 1)
    mine.takeStorageChange('out.new.theirs', nobody)
    other.enter('c1')
    mine.takeStorageChange('out.new.theirs', nobody)
    expect(ids(mine)).toEqual([])
    mine.enter('c1')
    expect(mine.get('theirs')?.ackedSeq).toBeUndefined()
    expect(ids(mine)).toEqual(['theirs'])
  })
  it('ignores late news of another tab’s entry whose event is shown already', () => {
    const store = memoryStore()
    const mine = openOutbox(store, 'a')
    openOutbox(store, 'b').add(message('theirs'), '', 1)
    mine.takeStorageChange('out.c1.theirs', () => true)
    expect(ids(mine)).toEqual([])
  })
})

describe('an error on a frame', () => {
  it('is waited out, told, forgotten or answered with a new session', () => {
    const feedback: WritingFrame = { type: 'feedback', clientId: 'f', ofSeq: 1, solved: true }
    expect(refusalOf('request/rate-limited', message('m'), 9)).toBe('again-later')
    expect(refusalOf('server/internal', message('m'), 1)).toBe('again-later')
    expect(refusalOf('server/internal', message('m'), 3)).toBe('tell')
    expect(refusalOf('customer/token-invalid', message('m'), 1)).toBe('new-session')
    expect(refusalOf('message/too-long', message('m'), 1)).toBe('tell')
    expect(refusalOf('message/not-found', feedback, 1)).toBe('forget')
  })
})
