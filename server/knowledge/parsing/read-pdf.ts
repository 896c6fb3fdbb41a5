import { extractTextItems, getDocumentProxy, getResolvedPDFJS } from 'unpdf'
import { type Block, type Loss, type ReadDocument, tidy } from './document.ts'
import { FileProblem } from './file-problem.ts'

const mostPages = 2_000

interface Line {
  text: string
  size: number
  y: number
  /** Its pieces stand far apart: columns, or a table. */
  gaps: number
}

/** Reads the text of a PDF page by page; headings are told by the size of their letters. Throws `FileProblem`. */
export async function readPdf(bytes: Buffer): Promise<ReadDocument> {
  const pdf = await open(bytes)
  if (pdf.numPages > mostPages) throw new FileProblem('too-many-pages', { pages: mostPages })
  const { items } = await extractTextItems(pdf)
  const pages = items.map(linesOf)
  const body = median(pages.flatMap((lines) => lines.map((line) => line.size)))
  const blocks: Block[] = []
  const scanned: number[] = []
  let gaps = 0
  for (const [index, lines] of pages.entries()) {
    const page = index + 1
    if (lines.length === 0) scanned.push(page)
    const split = lines.filter((line) => line.gaps > 0).length
    if (lines.length > 8 && split > lines.length * 0.3) gaps += 1
    addPage(blocks, lines, page, body)
  }
  const losses: Loss[] = []
  if (scanned.length > 0)
    losses.push({
      code: 'scanned-pages',
      parameters: { count: scanned.length, pages: scanned.slice(0, 10).join(', ') },
    })
  if (gaps > 0) losses.push({ code: 'columns', parameters: { count: gaps } })
  const pictures = await countPictures(pdf)
  if (pictures > 0) losses.push({ code: 'pictures', parameters: { count: pictures } })
  return {
    title: blocks.find((block) => block.kind === 'heading')?.text ?? '',
    blocks,
    losses,
    pages: pdf.numPages,
  }
}

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>

async function open(bytes: Buffer): Promise<Pdf> {
  try {
    return await getDocumentProxy(new Uint8Array(bytes), { verbosity: 0 })
  } catch (error) {
    if ((error as Error).name === 'PasswordException') throw new FileProblem('password')
    throw new FileProblem('damaged', { detail: (error as Error).message.slice(0, 200) })
  }
}

type Item = Awaited<ReturnType<typeof extractTextItems>>['items'][number][number]

function linesOf(items: readonly Item[]): Line[] {
  const lines: (Line & { end: number })[] = []
  for (const item of items) {
    if (item.str.trim() === '') continue
    const last = lines.at(-1)
    if (
      last !== undefined &&
      Math.abs(last.y - item.y) < item.fontSize * 0.5 &&
      item.x > last.end - item.fontSize * 20
    ) {
      const gap = item.x - last.end
      const joint = gap > item.fontSize * 0.15 && !/[\u3400-\u9fff]$/.test(last.text) ? ' ' : ''
      last.text += `${gap > item.fontSize * 2 ? ' ' : joint}${item.str}`
      last.gaps += gap > item.fontSize * 3 ? 1 : 0
      last.end = item.x + item.width
    } else lines.push({ text: item.str, size: item.fontSize, y: item.y, gaps: 0, end: item.x + item.width })
  }
  return lines
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** Lines that follow closely are one paragraph; larger letters are a heading. */
function addPage(blocks: Block[], lines: readonly Line[], page: number, body: number): void {
  let paragraph = ''
  let before: Line | undefined
  const end = () => {
    const text = tidy(paragraph)
    // A number alone at the edge of a page is its number.
    if (text !== '' && !/^[-–—\s]*\d{1,4}[-–—\s]*$/.test(text)) blocks.push({ kind: 'text', text, page })
    paragraph = ''
  }
  for (const line of lines) {
    if (line.size > body * 1.18 && line.text.length < 120) {
      end()
      blocks.push({
        kind: 'heading',
        level: line.size > body * 1.6 ? 1 : line.size > body * 1.35 ? 2 : 3,
        text: tidy(line.text),
        page,
      })
    } else {
      if (before !== undefined && Math.abs(before.y - line.y) > line.size * 1.9) end()
      const joint = /[\u3400-\u9fff，、]$/.test(paragraph) ? '' : ' '
      paragraph = paragraph.endsWith('-') ? paragraph.slice(0, -1) + line.text : paragraph + joint + line.text
    }
    before = line
  }
  end()
}

const pagesLookedAt = 100

async function countPictures(pdf: Pdf): Promise<number> {
  const { OPS } = await getResolvedPDFJS()
  const paints = new Set([OPS.paintImageXObject, OPS.paintInlineImageXObject, OPS.paintImageMaskXObject])
  let count = 0
  for (let number = 1; number <= Math.min(pdf.numPages, pagesLookedAt); number++) {
    const { fnArray } = await (await pdf.getPage(number)).getOperatorList()
    count += fnArray.filter((operation) => paints.has(operation)).length
  }
  return count
}
