import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  emptyState,
  type Fact,
  type FoldState,
  foldEvent,
  type LoggedDecision,
  type LoggedEvent,
  nobody,
} from './fold.ts'

/** An event with the decision of its turn, as one line of a log. */
type Line = LoggedEvent & { decision?: LoggedDecision }
type Counts = Record<string, number>

const minute = 60_000
const agents = ['a1', 'a2']

/** A conversation as it may really go: each step is one that its owner allows. */
const logs = fc
  .array(fc.record({ pick: fc.nat(11), other: fc.nat(5), pause: fc.integer({ min: 0, max: 90 }) }), {
    maxLength: 60,
    size: 'max',
  })
  .map((steps) => writeLog(steps))

function writeLog(steps: { pick: number; other: number; pause: number }[]): Line[] {
  const log: Line[] = []
  let at = Date.parse('2026-11-20T23:00:00Z')
  let owner = 'none'
  const write = (type: string, body: LoggedEvent['body'] = {}, actorId: string | null = null) => {
    const line: Line = { seq: log.length + 1, type, at, actorId, body }
    log.push(line)
    return line
  }
  const decide = (line: Line, other: number) => {
    const [outcome = '', rule = ''] = [
      ['answer', 'confidence-at-or-above-threshold'],
      ['answer', 'customer-chose-the-entry'],
      ['options', 'right-entry-likely-among-the-first'],
      ['small-talk', 'small-talk'],
      ['handover', 'customer-asked-for-a-person'],
      ['handover', 'confidence-below-threshold'],
    ][other % 6] as [string, string]
    const scene = ['default', 'loans'][other % 2] ?? ''
    const language = other < 3 ? 'en' : 'zh'
    line.decision = { replySeq: line.seq, outcome, rule, scene, language, entryId: null }
    line.body.kind = outcome
    if (outcome !== 'handover' || owner === 'queue') return
    write('owner-changed', {
      from: { kind: 'assistant' },
      to: { kind: 'queue' },
      reason: ['customer-asked', 'out-of-scope'][other % 2] ?? '',
    })
    owner = 'queue'
  }
  for (const { pick, other, pause } of steps) {
    at += pause * minute
    if (owner === 'none') {
      write('session-started', { reason: log.length === 0 ? 'first-contact' : 'reopened' })
      write('customer-message')
      owner = 'assistant'
      continue
    }
    const agent = agents[other % 2] ?? ''
    const give = (to: { kind: string; id?: string }, reason: string) => {
      const from = owner === 'assistant' || owner === 'queue' ? { kind: owner } : { kind: 'agent', id: owner }
      write('owner-changed', { from, to, reason }, agent)
      owner = to.id ?? to.kind
    }
    const served = owner !== 'assistant' && owner !== 'queue'
    if (pick <= 2) write('customer-message')
    else if (pick <= 5 && owner === 'assistant') decide(write('assistant-message'), other)
    // In a queue that nobody serves: what is sure is said, the rest kept.
    else if (pick <= 5 && owner === 'queue')
      decide(write(other < 4 ? 'assistant-message' : 'meanwhile-noted'), other)
    else if (pick === 6 && owner === 'assistant') write('assistant-message', { kind: 'notice' })
    else if (pick <= 7) give({ kind: 'agent', id: agent }, 'taken')
    else if (pick === 8 && served) write('agent-message', {}, owner)
    else if (pick === 9 && served) {
      if (other < 3) give({ kind: 'queue' }, 'returned-to-queue')
      else {
        give({ kind: 'assistant' }, 'handed-back')
        write('session-started', { reason: 'handed-back' })
      }
    } else if (pick === 10) {
      if (other < 4) write('feedback-given', { ofSeq: 1 + (other % log.length), solved: other % 2 === 0 })
      else write('message-left')
    } else if (pick === 11) {
      write('conversation-closed', { reason: 'customer' })
      owner = 'none'
    } else write('note-added')
  }
  return log
}

/** Counts a whole log at once, each number by a look of its own: what the way through pieces has to come to. */
function recount(log: readonly Line[]): Counts {
  const counts: Counts = {}
  const add = (key: string, by = 1) => {
    counts[key] = (counts[key] ?? 0) + by
  }
  const begins = log.filter((line) => line.type === 'session-started' && line.body.reason !== 'handed-back')
  for (const [index, begin] of begins.entries()) {
    const until = begins[index + 1]?.seq ?? Number.POSITIVE_INFINITY
    const session = log.filter((line) => line.seq >= begin.seq && line.seq < until)
    const toPeople = session.some(
      (line) => line.type === 'owner-changed' && line.body.to?.kind !== 'assistant',
    )
    const answered = session.some((line) => line.decision?.outcome === 'answer')
    add(`session ${toPeople ? 'people' : answered ? 'machine' : 'none'}`)
    const asked = session.find((line) => line.type === 'customer-message')
    const reply = session.find(
      (line) =>
        line.type === 'agent-message' || (line.type === 'assistant-message' && line.body.kind !== 'notice'),
    )
    if (asked !== undefined && reply !== undefined && reply.seq > asked.seq) {
      add('first-response')
      add('first-response ms', reply.at - asked.at)
    }
  }
  const said = new Map<number, boolean>()
  for (const line of log) {
    if (line.decision !== undefined) {
      const { outcome, rule } = line.decision
      const name =
        rule === 'customer-chose-the-entry'
          ? 'chosen'
          : rule === 'customer-asked-for-a-person'
            ? 'asked'
            : outcome === 'handover'
              ? 'unanswered'
              : outcome
      add(`turn ${name} ${line.decision.scene} ${line.decision.language}`)
      const by = { answer: 'local', options: 'offered', unanswered: 'people' }[name]
      if (by !== undefined) add(`tier ${by}`)
    }
    const { from, to, reason } = line.body
    if (line.type === 'owner-changed' && from?.kind === 'assistant' && to?.kind === 'queue')
      add(`handover ${reason}`)
    if (line.type === 'agent-message') add(`agent-message ${line.actorId}`)
    if (line.type === 'message-left') add('message-left')
    if (line.type === 'feedback-given') said.set(line.body.ofSeq ?? 0, line.body.solved ?? false)
    // Every time that somebody was the owner, from the line that made them it to the line that ended it.
    const ends = line.type === 'conversation-closed' || line.type === 'owner-changed'
    if (!ends) continue
    const start = log.findLast(
      (one) =>
        one.seq < line.seq &&
        (one.type === 'owner-changed' ||
          (one.type === 'session-started' && one.body.reason !== 'handed-back')),
    )
    const before = start?.body.to
    if (before?.kind === 'agent') {
      add(`handling ${before.id}`)
      add(`handling ms ${before.id}`, line.at - (start?.at ?? 0))
    }
    if (before?.kind !== 'queue') continue
    const name =
      line.type === 'conversation-closed' ? 'abandoned' : to?.kind === 'agent' ? `wait ${to.id}` : ''
    if (name === '') continue
    add(name)
    add(`${name.split(' ')[0]} ms`, line.at - (start?.at ?? 0))
  }
  for (const solved of said.values()) add(`feedback ${solved ? 'solved' : 'not-solved'}`)
  return counts
}

function keysOf(fact: Fact): [string, number][] {
  const of: Partial<Record<Fact['kind'], string>> = {
    session: fact.reason,
    turn: `${fact.reason} ${fact.scene} ${fact.language}`,
    tier: fact.reason,
    handover: fact.reason,
    feedback: fact.reason,
    'agent-message': fact.agentId,
    handling: fact.agentId,
    wait: fact.agentId,
  }
  const name = `${fact.kind}${of[fact.kind] === undefined ? '' : ` ${of[fact.kind]}`}`
  const span =
    fact.ms === null
      ? []
      : [[`${fact.kind} ms${fact.kind === 'handling' ? ` ${fact.agentId}` : ''}`, fact.ms]]
  return [[name, 1], ...(span as [string, number][])]
}

/** Reads a log in pieces and keeps counts as the database does: the state and the place are put away together with them. */
function readInPieces(
  log: readonly Line[],
  cuts: readonly number[],
  place: (through: number) => number,
): Counts {
  const counts: Counts = {}
  const facts = new Map<string, Fact>()
  let kept: { through: number; state: FoldState } = { through: 0, state: emptyState() }
  const count = (fact: Fact, sign: number) => {
    for (const [key, by] of keysOf(fact)) counts[key] = (counts[key] ?? 0) + sign * by
  }
  for (const end of [...cuts, log.length]) {
    // Put away as text and read back, as between two processes.
    const state = JSON.parse(JSON.stringify(kept.state)) as FoldState
    const news = log.filter(
      (line) => line.seq > place(kept.through) && line.seq <= Math.max(end, kept.through),
    )
    const made = new Map<string, Fact>()
    for (const line of news)
      for (const fact of foldEvent(state, line, line.decision)) made.set(`${fact.seq} ${fact.kind}`, fact)
    // Killed before the commit: nothing of this is kept, and the next piece begins where the last one ended.
    if (end % 7 === 3 && end !== log.length) continue
    for (const [key, fact] of made) {
      const before = facts.get(key)
      if (before !== undefined) count(before, -1)
      facts.set(key, fact)
      count(fact, 1)
    }
    kept = { through: news.at(-1)?.seq ?? kept.through, state }
  }
  return Object.fromEntries(Object.entries(counts).filter(([, value]) => value !== 0))
}

const withoutZeros = (counts: Counts) => Object.fromEntries(Object.entries(counts).filter(([, n]) => n !== 0))
const cutsOf = fc.array(fc.nat(80), { maxLength: 12, size: 'max' }).map((cuts) => cuts.sort((a, b) => a - b))

const property = (place: (through: number) => number) =>
  fc.property(logs, cutsOf, (log, cuts) => {
    expect(readInPieces(log, cuts, place)).toEqual(withoutZeros(recount(log)))
  })

describe('what is counted piece by piece', () => {
  it('is what the whole log comes to, however it is cut, and whenever it was killed', () => {
    fc.assert(
      property((through) => through),
      { numRuns: 400, seed: 20261121 },
    )
  })

  it('is noticed to be wrong where one event is read twice or left out', () => {
    for (const place of [
      (through: number) => through - 1,
      (through: number) => through + (through > 0 ? 1 : 0),
    ])
      expect(() => fc.assert(property(place), { numRuns: 400, seed: 20261121 })).toThrow(/Property failed/)
  })

  it('knows who nobody is', () => {
    const [session] = foldEvent(emptyState(), {
      seq: 1,
      type: 'session-started',
      at: 0,
      actorId: null,
      body: { reason: 'first-contact' },
    })
    expect(session).toMatchObject({ kind: 'session', reason: 'none', agentId: nobody })
  })
})
