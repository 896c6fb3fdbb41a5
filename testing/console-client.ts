import WebSocket from 'ws'
import type { ConsoleFrame, ConsoleServerFrame } from '../contract/index.ts'
import { perhapsLate } from './run/late-frames.ts'

/** A console's socket that speaks the real protocol. */
export class ConsoleClient {
  readonly frames: ConsoleServerFrame[] = []
  readonly #socket: WebSocket
  readonly #listeners = new Set<() => void>()

  constructor(url: string, cookie: string, origin?: string) {
    this.#socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/realtime`, {
      headers: { cookie, ...(origin === undefined ? {} : { origin }) },
    })
    const receive = perhapsLate((frame: ConsoleServerFrame) => {
      this.frames.push(frame)
      for (const listener of [...this.#listeners]) listener()
    })
    this.#socket.on('message', (bytes) => receive(JSON.parse(String(bytes)) as ConsoleServerFrame))
  }

  /** Resolves when the server said `ready`; rejects with the status of a refusal. */
  ready(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.once('error', reject)
      this.until((frame) => frame.type === 'ready').then(() => resolve(), reject)
    })
  }

  send(frame: ConsoleFrame | string): void {
    this.#socket.send(typeof frame === 'string' ? frame : JSON.stringify(frame))
  }

  /** The first frame that satisfies the condition; waits for it. */
  until(condition: (frame: ConsoleServerFrame) => boolean, timeoutMs = 30_000): Promise<ConsoleServerFrame> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#listeners.delete(look)
        reject(
          new Error(
            `waited ${timeoutMs} ms; frames so far: ${this.frames.map((one) => one.type).join(', ')}`,
          ),
        )
      }, timeoutMs)
      const look = () => {
        const found = this.frames.find(condition)
        if (found === undefined) return
        clearTimeout(timer)
        this.#listeners.delete(look)
        resolve(found)
      }
      this.#listeners.add(look)
      look()
    })
  }

  /** The code with which the server closed the socket; waits for it. */
  closed(timeoutMs = 30_000): Promise<number> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`still open after ${timeoutMs} ms`)), timeoutMs)
      this.#socket.once('close', (code) => {
        clearTimeout(timer)
        resolve(code)
      })
    })
  }

  close(): void {
    this.#socket.terminate()
  }
}
