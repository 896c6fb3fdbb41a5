import { decodeText } from '../parsing/decode-text.ts'
import { type PassageDraft, passagesOf, type ReadDocument } from '../parsing/document.ts'
import { FileProblem } from '../parsing/file-problem.ts'
import { isZip, refuseOldOffice } from '../parsing/guard-zip.ts'
import { readHtml } from '../parsing/read-html.ts'
import { readMarkdown } from '../parsing/read-markdown.ts'
import { workApart } from '../parsing/run-apart.ts'

export interface ReadArticleInput {
  fileName: string
  bytes: Uint8Array
}
export type ReadArticleMessage =
  | { document: Omit<ReadDocument, 'blocks'> & { format: string; passages: number } }
  | { passages: PassageDraft[] }

const atOnce = 200
const mostPassages = 20_000

workApart<ReadArticleInput, ReadArticleMessage>(async (input, tell) => {
  const bytes = Buffer.from(input.bytes.buffer, input.bytes.byteOffset, input.bytes.byteLength)
  const { format, document } = await read(bytes, input.fileName)
  const passages = passagesOf(document.blocks)
  if (passages.length === 0)
    throw new FileProblem(
      document.losses.some((loss) => loss.code === 'scanned-pages') ? 'only-pictures' : 'no-text',
    )
  if (passages.length > mostPassages) throw new FileProblem('too-many-passages', { count: mostPassages })
  const { blocks: _, ...rest } = document
  await tell({ document: { ...rest, format, passages: passages.length } })
  for (let start = 0; start < passages.length; start += atOnce)
    await tell({ passages: passages.slice(start, start + atOnce) })
})

/** The kind is told by the content first; the name only tells kinds of text apart. */
async function read(bytes: Buffer, fileName: string): Promise<{ format: string; document: ReadDocument }> {
  if (bytes.length === 0) throw new FileProblem('no-text')
  refuseOldOffice(bytes)
  // Parsers are loaded by the file that needs them: each takes a moment.
  if (bytes.subarray(0, 1_024).includes('%PDF-'))
    return { format: 'pdf', document: await (await import('../parsing/read-pdf.ts')).readPdf(bytes) }
  if (isZip(bytes))
    return { format: 'docx', document: await (await import('../parsing/read-word.ts')).readWord(bytes) }
  const { text } = decodeText(bytes, 'auto')
  if (/\.x?html?$/i.test(fileName) || /^\s*(?:<!doctype html|<html)/i.test(text))
    return { format: 'html', document: readHtml(text) }
  return { format: 'markdown', document: readMarkdown(text) }
}
