import { FileProblem } from './file-problem.ts'

export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le'

/** Reads bytes as text: as told, or by byte order mark, then UTF-8, then GB18030. Throws `FileProblem`. */
export function decodeText(
  bytes: Uint8Array,
  wanted: 'auto' | 'utf-8' | 'gb18030',
): { text: string; encoding: Encoding } {
  const tries: Encoding[] =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? ['utf-16le']
      : wanted === 'auto'
        ? ['utf-8', 'gb18030']
        : [wanted]
  for (const encoding of tries) {
    try {
      const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
      // Text has no NUL; what has is some other file under a text's name.
      if (text.includes('\u0000')) throw new FileProblem('not-text')
      return { text, encoding }
    } catch (error) {
      if (error instanceof FileProblem) throw error
    }
  }
  throw new FileProblem('encoding', { encoding: tries.at(-1) ?? wanted })
}
