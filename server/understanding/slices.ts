import { setImmediate as breathe } from 'node:timers/promises'

/** Turns wait for as long as a slice lasts. */
const sliceMs = 5

/** Waits for others where the last slice has lasted long enough. */
export function slicer(): () => Promise<unknown> | undefined {
  let begun = performance.now()
  return () => {
    if (performance.now() - begun < sliceMs) return undefined
    return breathe().then(() => {
      begun = performance.now()
    })
  }
}

/** Runs long work step by step, with customers' turns in between. */
export async function inSlices<Result>(steps: Generator<undefined, Result>): Promise<Result> {
  const pause = slicer()
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    await pause()
  }
}
