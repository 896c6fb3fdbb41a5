/** A piece of a document in reading order. */
export interface Block {
  kind: 'heading' | 'text' | 'row'
  /** Of a heading: 1 is the highest. */
  level?: number
  text: string
  page?: number
}

/** What of a document did not come over, by a code that the console puts into words. */
export interface Loss {
  code: string
  parameters: Record<string, string | number>
}

export interface ReadDocument {
  title: string
  blocks: Block[]
  losses: Loss[]
  pages?: number
}

export interface PassageDraft {
  headings: string[]
  text: string
  page?: number
}

/** Long enough to be understood by itself, short enough to be read at a glance. */
const wantedLength = 600
const mostLength = 1_200

/** Cuts a document into passages: at headings first, then between paragraphs, then between sentences. */
export function passagesOf(blocks: readonly Block[]): PassageDraft[] {
  const passages: PassageDraft[] = []
  const path: { level: number; text: string }[] = []
  let parts: string[] = []
  let page: number | undefined
  const end = () => {
    const text = parts.join('\n').trim()
    if (text !== '')
      passages.push({ headings: path.map((one) => one.text), text, ...(page === undefined ? {} : { page }) })
    parts = []
    page = undefined
  }
  for (const block of blocks) {
    if (block.kind === 'heading') {
      end()
      const level = block.level ?? 1
      while (path.length > 0 && (path.at(-1)?.level ?? 0) >= level) path.pop()
      path.push({ level, text: block.text.slice(0, 200) })
      continue
    }
    for (const piece of pieces(block.text)) {
      const length = parts.reduce((sum, part) => sum + part.length, 0)
      if (length > 0 && length + piece.length > wantedLength) end()
      page ??= block.page
      parts.push(piece)
    }
  }
  end()
  return passages
}

function pieces(text: string): string[] {
  if (text.length <= mostLength) return [text]
  const out: string[] = []
  let piece = ''
  for (const sentence of text.match(/[^。！？!?\n]+[。！？!?\n]*/g) ?? [text]) {
    for (let at = 0; at < sentence.length; at += mostLength) {
      const part = sentence.slice(at, at + mostLength)
      if (piece.length + part.length > wantedLength && piece !== '') {
        out.push(piece)
        piece = ''
      }
      piece += part
    }
  }
  if (piece !== '') out.push(piece)
  return out
}

export const tidy = (text: string): string => text.replace(/[\s\u00a0]+/g, ' ').trim()

/** A row of a table as a line that can be read alone: each cell behind the head of its column. */
export function rowText(head: readonly string[], cells: readonly string[]): string {
  return cells
    .map((cell, at) => (cell === '' ? '' : head[at] && head[at] !== cell ? `${head[at]}: ${cell}` : cell))
    .filter((cell) => cell !== '')
    .join('; ')
}
