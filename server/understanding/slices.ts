import { setImmediate as breathe, setTimeout as delay } from 'node:timers/promises'

/** Turns wait for as long as a slice lasts. */
const sliceMs = 5

/** Waits for others where the last slice has lasted long enough: until they had their turn, or, `gently`, as long again. */
export function slicer(gently = false): () => Promise<unknown> | undefined {
  let begun = performance.now()
  return () => {
    if (performance.now() - begun < sliceMs) return undefined
    return (gently ? delay(sliceMs) : breathe()).then(() => {
      begun = performance.now()
    })
  }
}

/** Runs long work step by step, with customers' turns in between. */
export async function inSlices<Result>(steps: Generator<undefined, Result>, gently = false): Promise<Result> {
  const pause = slicer(gently)
  for (;;) {
    const { done, value } = steps.next()
    if (done === true) return value
    await pause()
  }
}
