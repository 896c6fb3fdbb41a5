import type { ErrorCode } from '../../contract/index.ts'
import type { Problem } from '../messages/index.ts'
import { type Outbox, type OutboxEntry, refusalOf } from './outbox.ts'

export interface SenderOptions {
  outbox: Outbox
  /** Sends one frame; false if the line is not ready. */
  transmit(entry: OutboxEntry): boolean
  /** The server has not answered in time. */
  onSilence(): void
  /** The token is no longer accepted, or the conversation not: a new session is due. */
  onSessionEnded(problem: Problem): void
  /** Whether the tab that wrote an entry still lives and sends it itself. */
  isAlive(tab: string): boolean
  onProblem(problem: Problem | undefined): void
  onChange(): void
}

const silenceMs = 10_000
const otherTabMs = 2_000

/**
 * Sends the outbox in order: the next frame goes when the one before it was answered, so neither an error nor a lost
 * connection can turn the order round. A repeated frame keeps its clientId, so the server counts it once.
 */
export class Sender {
  #underWay: string | undefined
  #timer: ReturnType<typeof setTimeout> | undefined
  #pausedUntil = 0
  #attempts = new Map<string, number>()
  readonly #options: SenderOptions

  constructor(options: SenderOptions) {
    this.#options = options
  }

  /** Sends what is next, if nothing is under way. */
  pump(): void {
    if (this.#underWay !== undefined || Date.now() < this.#pausedUntil) return
    const { outbox, isAlive, transmit } = this.#options
    const entry = outbox.next(isAlive)
    // What is left belongs to another tab, which may be closed before it has sent it.
    if (!entry && outbox.hasUnsent()) this.#wait(otherTabMs, () => this.pump())
    if (!entry || !transmit(entry)) return
    this.#underWay = entry.frame.clientId
    this.#wait(silenceMs, () => this.#options.onSilence())
  }

  /** The connection is gone: what was under way is sent again on the next one. */
  interrupt(): void {
    this.#underWay = undefined
    if (Date.now() >= this.#pausedUntil) clearTimeout(this.#timer)
  }

  acknowledged(clientId: string, seq: number): void {
    this.#options.outbox.acknowledge(clientId, seq)
    this.#attempts.delete(clientId)
    this.#done(clientId)
    this.#options.onProblem(undefined)
  }

  /** The server answered with an error; without a clientId it is taken for the frame under way. */
  refused(problem: Problem, clientId = this.#underWay): void {
    const entry = clientId === undefined ? undefined : this.#options.outbox.get(clientId)
    if (problem.code === 'customer/token-invalid') {
      this.#endSession(problem)
      return
    }
    if (!entry) {
      this.#options.onProblem(problem)
      return
    }
    const id = entry.frame.clientId
    const attempts = (this.#attempts.get(id) ?? 0) + 1
    this.#attempts.set(id, attempts)
    const refusal = refusalOf(problem.code as ErrorCode, entry.frame, attempts)
    if (refusal === 'again-later') this.#pause(problem, attempts)
    else if (refusal === 'new-session') this.#endSession(problem)
    else {
      if (refusal === 'tell') this.#options.outbox.refuse(id, problem)
      else this.#options.outbox.remove(id)
      this.#options.onProblem(
        refusal === 'tell' || problem.code === 'conversation/nothing-to-do' ? undefined : problem,
      )
      this.#done(id)
    }
  }

  #endSession(problem: Problem): void {
    this.interrupt()
    this.#options.onSessionEnded(problem)
  }

  #pause(problem: Problem, attempts: number): void {
    const asked = Number(problem.parameters.retryAfterSeconds)
    const seconds = asked > 0 ? Math.min(asked, 120) : Math.min(2 ** attempts, 30)
    this.#underWay = undefined
    this.#pausedUntil = Date.now() + seconds * 1000
    this.#options.onProblem({
      ...problem,
      parameters: { ...problem.parameters, retryAfterSeconds: Math.ceil(seconds) },
    })
    this.#wait(seconds * 1000, () => {
      this.#pausedUntil = 0
      this.#options.onProblem(undefined)
      this.pump()
    })
  }

  #done(clientId: string): void {
    if (this.#underWay === clientId) {
      this.#underWay = undefined
      clearTimeout(this.#timer)
    }
    this.#options.onChange()
    this.pump()
  }

  #wait(milliseconds: number, then: () => void): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(then, milliseconds)
  }
}
