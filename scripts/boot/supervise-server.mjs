import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** The server's way to say "not like this": see server/platform/config/start-refusal.ts. */
const REFUSED = 78
const MOST_RESTARTS_A_MINUTE = 8

/**
 * Runs the server and starts it again when it crashes or is killed, a few times a minute at most. Resolves with the
 * exit code once it ended on purpose: asked to by a signal, refusing to start, or never having come up.
 */
export async function superviseServer(node, root, words) {
  const state = { child: undefined, asked: false, served: false }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => forward(state, signal))
  watchNpm(() => forward(state, 'SIGTERM'))
  let ends = []
  for (;;) {
    const { code, signal } = await runOnce(state, node, root, words)
    const exitCode = code ?? 128 + constants.signals[signal]
    // Before it ever served, an exit is its own decision (and its own words are on the terminal).
    if (state.asked || code === 0 || code === REFUSED || (!state.served && code !== null)) return exitCode
    ends = [...ends.filter((time) => time > Date.now() - 60_000), Date.now()]
    if (ends.length > MOST_RESTARTS_A_MINUTE) {
      console.error(`The server ended ${ends.length} times within a minute; giving up.`)
      return exitCode
    }
    console.error(`The server ended unexpectedly (${signal ?? `code ${code}`}); starting it again.`)
    await delay(ends.length === 1 ? 0 : Math.min(100 * 2 ** ends.length, 5_000))
    if (state.asked) return exitCode
  }
}

function runOnce(state, node, root, words) {
  // Over the channel the server notices our own death. A session of its own: Ctrl-C comes to us, once, and we pass it on.
  const child = spawn(node, [join(root, 'server/app/main.ts'), ...words], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  })
  state.child = child
  child.on('message', (message) => {
    if (message?.type === 'ready') state.served = true
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
}

function forward(state, signal) {
  state.asked = true
  state.child?.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal)
}

/** Whoever ends `npm start` by a signal to npm alone means the server: npm's shell dies of it and passes nothing on. */
function watchNpm(leave) {
  if (process.env.npm_lifecycle_event === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    leave()
  }, 500)
  timer.unref()
}
