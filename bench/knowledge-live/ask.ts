import WebSocket from 'ws'
import type { CustomerServerFrame } from '../../contract/index.ts'

/** A customer who asks one question after the other and reads the answers. */
export interface Asker {
  ask(text: string): Promise<string>
  close(): void
}

const patienceMs = 15_000

export async function openAsker(url: string, channelKey: string): Promise<Asker> {
  const response = await fetch(`${url}/api/v1/web-chat/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ channelKey }),
  })
  const { token } = (await response.json()) as { token: string }
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/api/v1/web-chat/socket`)
  let waiting: ((text: string) => void) | undefined
  let asked = 0
  await new Promise<void>((resolve, reject) => {
    socket.once('open', () => socket.send(JSON.stringify({ type: 'hello', token, after: 0 })))
    socket.once('error', reject)
    socket.on('message', (bytes) => {
      const frame = JSON.parse(String(bytes)) as CustomerServerFrame
      if (frame.type === 'ready') resolve()
      if (frame.type !== 'event' || frame.event.type !== 'assistant-message') return
      const text = frame.event.body.parts.map((part) => (part.type === 'text' ? part.text : '')).join('\n')
      // People do not answer here: the next question begins a session anew.
      if (frame.event.body.kind === 'handover') send({ type: 'close' })
      waiting?.(text)
    })
  })
  function send(frame: { type: 'message'; text: string } | { type: 'close' }): void {
    asked += 1
    const clientId = `probe-${process.pid}-${String(asked).padStart(6, '0')}`
    socket.send(JSON.stringify({ ...frame, clientId }))
  }
  /** One question at a time: two at once would be one turn. */
  let busy: Promise<unknown> = Promise.resolve()
  return {
    ask(text) {
      const mine = busy.then(() => askOnce(text))
      busy = mine.catch(() => undefined)
      return mine
    },
    close: () => socket.terminate(),
  }

  function askOnce(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`no answer to ${text}`)), patienceMs)
      waiting = (answer) => {
        clearTimeout(timer)
        waiting = undefined
        resolve(answer)
      }
      send({ type: 'message', text })
    })
  }
}
