import { runApart } from '../parsing/run-apart.ts'

const limits = { megabytes: 1_536, milliseconds: 120_000 }

/** Writes rows of texts, the first of them the header, as a spreadsheet: in a process of its own, as it takes seconds. */
export async function writeSheet(rows: readonly string[][], sheet: string): Promise<Uint8Array> {
  let file: Uint8Array | undefined
  await runApart<{ bytes: Uint8Array }>(
    new URL('./write-process.ts', import.meta.url),
    { rows, sheet },
    {
      ...limits,
      onMessage({ bytes }) {
        file = bytes
      },
    },
  )
  if (file === undefined) throw new Error('the spreadsheet was not written')
  return Buffer.from(file.buffer, file.byteOffset, file.byteLength)
}
