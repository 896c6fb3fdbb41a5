import { Parser } from 'htmlparser2'
import { type Block, type Loss, type ReadDocument, rowText, tidy } from './document.ts'

const skipped = new Set(['script', 'style', 'noscript', 'template', 'svg', 'nav', 'iframe', 'object', 'head'])
const separate = new Set(
  'p div section article main aside header footer ul ol li dl dt dd blockquote pre figure figcaption hr br table tr form fieldset address details summary'.split(
    ' ',
  ),
)

/** Reads the text of a page; nothing of it is kept as markup. */
export function readHtml(html: string): ReadDocument {
  const blocks: Block[] = []
  let text = ''
  let heading: number | undefined
  let title = ''
  let inTitle = false
  let skip = 0
  let rows: string[][] | undefined
  let cell: string | undefined
  let depth = 0
  const counts = { pictures: 0, media: 0, forms: 0, nested: 0, footnotes: 0 }
  const end = () => {
    const tidied = tidy(text)
    if (tidied !== '')
      blocks.push(
        heading === undefined
          ? { kind: 'text', text: tidied }
          : { kind: 'heading', level: heading, text: tidied },
      )
    text = ''
  }
  const endTable = () => {
    const [head = [], ...body] = rows ?? []
    if (body.length === 0 && head.length > 0)
      blocks.push({ kind: 'row', text: head.filter(Boolean).join('; ') })
    for (const cells of body) {
      const line = rowText(head, cells)
      if (line !== '') blocks.push({ kind: 'row', text: line })
    }
    rows = undefined
  }
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        if (name === 'title') inTitle = true
        if (skipped.has(name)) skip += 1
        if (name === 'img' || name === 'picture') counts.pictures += name === 'img' ? 1 : 0
        if (name === 'video' || name === 'audio' || name === 'iframe' || name === 'canvas') counts.media += 1
        if (name === 'input' || name === 'select' || name === 'textarea') counts.forms += 1
        if (/^(?:foot|end)note-\d+$/.test(attributes.id ?? '')) counts.footnotes += 1
        if (skip > 0) return
        const level = /^h([1-6])$/.exec(name)?.[1]
        if (level !== undefined && rows === undefined) {
          end()
          heading = Number(level)
        } else if (name === 'table') {
          if (rows !== undefined) counts.nested += 1
          else {
            end()
            rows = []
          }
          depth += 1
        } else if (rows !== undefined) {
          if (name === 'tr' && depth === 1) rows.push([])
          else if ((name === 'td' || name === 'th') && depth === 1) cell = ''
          else if (cell !== undefined && separate.has(name)) cell += ' '
        } else if (separate.has(name)) end()
      },
      ontext(data) {
        if (inTitle) title += data
        if (skip > 0) return
        if (cell !== undefined) cell += data
        else if (rows === undefined) text += data
      },
      onclosetag(name) {
        if (name === 'title') inTitle = false
        if (skipped.has(name)) skip = Math.max(0, skip - 1)
        if (skip > 0) return
        if (/^h[1-6]$/.test(name) && rows === undefined) {
          end()
          heading = undefined
        } else if (name === 'table') {
          depth = Math.max(0, depth - 1)
          if (depth === 0) endTable()
        } else if ((name === 'td' || name === 'th') && depth === 1 && cell !== undefined) {
          rows?.at(-1)?.push(tidy(cell))
          cell = undefined
        } else if (rows === undefined && separate.has(name)) end()
      },
    },
    { decodeEntities: true },
  )
  parser.write(html)
  parser.end()
  if (rows !== undefined) endTable()
  end()
  const losses = lossesOf(counts)
  return {
    title: tidy(title) || (blocks.find((block) => block.kind === 'heading')?.text ?? ''),
    blocks,
    losses,
  }
}

function lossesOf(
  counts: Readonly<Record<'pictures' | 'media' | 'forms' | 'nested' | 'footnotes', number>>,
): Loss[] {
  const codes = {
    pictures: 'pictures',
    media: 'media',
    forms: 'forms',
    nested: 'nested-tables',
    footnotes: 'footnotes',
  }
  return Object.entries(counts).flatMap(([name, count]) =>
    count === 0 ? [] : [{ code: codes[name as keyof typeof codes], parameters: { count } }],
  )
}
