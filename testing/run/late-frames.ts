/** With ATTUNE_TEST_LATE=400 frames come so many milliseconds late at most to the clients of tests: what then fails, races. */
const mostMs = Number(process.env.ATTUNE_TEST_LATE ?? 0)

/** What answers a request. On a slow machine all else comes long after the acknowledgement of what caused it. */
const ANSWERS = new Set(['ready', 'ack', 'error', 'pong'])

/** Hands frames on as they come, or those that answer nothing late, at random, in their order. */
export function perhapsLate<Frame extends { type: string }>(
  receive: (frame: Frame) => void,
): (frame: Frame) => void {
  if (mostMs === 0) return receive
  let before = Promise.resolve()
  return (frame) => {
    if (ANSWERS.has(frame.type)) return receive(frame)
    const due = new Promise((resolve) => setTimeout(resolve, Math.random() * mostMs))
    before = Promise.all([before, due]).then(() => receive(frame))
  }
}
