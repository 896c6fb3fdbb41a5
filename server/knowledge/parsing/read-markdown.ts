import { lexer, type Token, type Tokens } from 'marked'
import { type Block, type Loss, type ReadDocument, rowText, tidy } from './document.ts'
import { readHtml } from './read-html.ts'

/** Reads Markdown by its tokens; HTML in it gives its text and nothing else. */
export function readMarkdown(source: string): ReadDocument {
  // What stands between two lines of dashes at the top describes the file, not the matter.
  const body = source.replace(/^\ufeff?---\n[\s\S]{0,5000}?\n---\n/, '')
  const blocks: Block[] = []
  const counts = { pictures: 0, html: 0 }
  const plain = (tokens: readonly Token[] | undefined): string =>
    (tokens ?? [])
      .map((token) => {
        if (token.type === 'image') {
          counts.pictures += 1
          return token.text ?? ''
        }
        if (token.type === 'html') {
          counts.html += 1
          return ''
        }
        if (token.type === 'br') return ' '
        if ('tokens' in token && token.tokens) return plain(token.tokens)
        return unescapeEntities('text' in token ? String(token.text) : '')
      })
      .join('')
  const add = (kind: Block['kind'], text: string, level?: number) => {
    const tidied = kind === 'text' ? text.replace(/[^\S\n]+/g, ' ').trim() : tidy(text)
    if (tidied !== '') blocks.push({ kind, text: tidied, ...(level === undefined ? {} : { level }) })
  }
  const visit = (tokens: readonly Token[]) => {
    for (const token of tokens) {
      if (token.type === 'heading') add('heading', plain(token.tokens), (token as Tokens.Heading).depth)
      else if (token.type === 'table') {
        const { header, rows } = token as Tokens.Table
        const head = header.map((cell) => tidy(plain(cell.tokens)))
        for (const row of rows)
          add(
            'row',
            rowText(
              head,
              row.map((cell) => tidy(plain(cell.tokens))),
            ),
          )
      } else if (token.type === 'list') {
        for (const item of (token as Tokens.List).items) visit(item.tokens)
      } else if (token.type === 'blockquote') visit((token as Tokens.Blockquote).tokens)
      else if (token.type === 'html') {
        counts.html += 1
        for (const block of readHtml(token.raw).blocks) blocks.push(block)
      } else if (token.type === 'code') add('text', (token as Tokens.Code).text)
      else if ('tokens' in token && token.tokens) add('text', plain(token.tokens))
      else if (token.type === 'text') add('text', unescapeEntities(String(token.text)))
    }
  }
  visit(lexer(body))
  const losses: Loss[] = []
  if (counts.pictures > 0) losses.push({ code: 'pictures', parameters: { count: counts.pictures } })
  if (counts.html > 0) losses.push({ code: 'markup', parameters: { count: counts.html } })
  const footnotes = body.match(/^\[\^[^\]]+\]:/gm)?.length ?? 0
  if (footnotes > 0) losses.push({ code: 'footnotes', parameters: { count: footnotes } })
  return { title: blocks.find((block) => block.kind === 'heading')?.text ?? '', blocks, losses }
}

const unescapeEntities = (text: string) =>
  text
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
