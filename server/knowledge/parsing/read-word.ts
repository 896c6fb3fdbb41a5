import mammoth from 'mammoth'
import type { Loss, ReadDocument } from './document.ts'
import { FileProblem } from './file-problem.ts'
import { guardZip } from './guard-zip.ts'
import { readHtml } from './read-html.ts'

/** Reads a Word document. Throws `FileProblem`. */
export async function readWord(bytes: Buffer): Promise<ReadDocument> {
  const zip = await guardZip(bytes)
  if (!zip.names.has('word/document.xml')) throw new FileProblem('not-a-document')
  let pictures = 0
  const { value } = await mammoth.convertToHtml(
    { buffer: bytes },
    {
      // A picture's bytes would make the page hundreds of times as long.
      convertImage: mammoth.images.imgElement(async () => {
        pictures += 1
        return { src: '' }
      }),
      includeEmbeddedStyleMap: false,
      // Chinese templates call their headings so.
      styleMap: [1, 2, 3, 4].flatMap((level) => [
        `p[style-name='标题 ${level}'] => h${level}:fresh`,
        `p[style-name='标题${level}'] => h${level}:fresh`,
      ]),
    },
  )
  const read = readHtml(value)
  const source = (await zip.read('word/document.xml'))?.toString() ?? ''
  const losses: Loss[] = read.losses.filter((loss) => loss.code !== 'pictures')
  const lost = (code: string, count: number) => {
    if (count > 0) losses.push({ code, parameters: { count } })
  }
  lost('pictures', pictures)
  lost(
    'columns',
    [...source.matchAll(/<w:cols\b[^>]*\bw:num="(\d+)"/g)].filter(([, count]) => Number(count) > 1).length,
  )
  lost('text-boxes', source.match(/<w:txbxContent\b/g)?.length ?? 0)
  lost('formulas', source.match(/<m:oMath\b/g)?.length ?? 0)
  lost('comments', source.match(/<w:commentReference\b/g)?.length ?? 0)
  lost('tracked-changes', source.match(/<w:(?:ins|del)\b/g)?.length ?? 0)
  lost('headers', [...zip.names].filter((name) => /^word\/(?:header|footer)\d*\.xml$/.test(name)).length)
  return { ...read, losses }
}
