/** A change to a text: what stands between two places is replaced, and what is selected afterwards. */
export interface Edit {
  from: number
  to: number
  insert: string
  selectFrom: number
  selectTo: number
}

export interface Selected {
  text: string
  from: number
  to: number
}

/** Puts marks around the selection, or takes away those that are there. */
export function wrap({ text, from, to }: Selected, mark: string, placeholder: string): Edit {
  const size = mark.length
  const isMarked = text.slice(from - size, from) === mark && text.slice(to, to + size) === mark
  // One star beside another is half of a bold mark.
  const isHalf = mark === '*' && (text[from - 2] === '*' || text[to + 1] === '*')
  const words = text.slice(from, to)
  if (words !== '' && isMarked && !isHalf)
    return { from: from - size, to: to + size, insert: words, selectFrom: from - size, selectTo: to - size }
  const inner = words === '' ? placeholder : words
  return {
    from,
    to,
    insert: `${mark}${inner}${mark}`,
    selectFrom: from + size,
    selectTo: from + size + inner.length,
  }
}

const listMark = /^(\s*)(?:[-*+•]|\d{1,3}[.)])\s+/

/** Makes items of the selected lines, or lines of the items. */
export function list({ text, from, to }: Selected, ordered: boolean): Edit {
  const start = text.lastIndexOf('\n', from - 1) + 1
  const next = text.indexOf('\n', to)
  const end = next === -1 ? text.length : next
  const lines = text.slice(start, end).split('\n')
  const isList = lines.every((line) => listMark.test(line) && /^\s*\d/.test(line) === ordered)
  const insert = lines
    .map((line, index) => {
      const bare = line.replace(listMark, '$1')
      return isList ? bare : `${ordered ? `${index + 1}.` : '-'} ${bare}`
    })
    .join('\n')
  const place = start + insert.length
  return { from: start, to: end, insert, selectFrom: lines.length > 1 ? start : place, selectTo: place }
}

/** Makes a link of the selection; its address is to be written next. */
export function link({ text, from, to }: Selected, placeholder: string): Edit {
  const words = text.slice(from, to) || placeholder
  const at = from + words.length + 3
  return { from, to, insert: `[${words}](https://)`, selectFrom: at, selectTo: at + 'https://'.length }
}

/** Puts something on a line of its own behind the selection; `select` of it is to be written next. */
export function ownLine({ text, to }: Selected, line: string, select: string): Edit {
  const before = to === 0 || text[to - 1] === '\n' ? '' : '\n'
  const after = to === text.length || text[to] === '\n' ? '' : '\n'
  const at = to + before.length + line.lastIndexOf(select)
  return {
    from: to,
    to,
    insert: `${before}${line}${after}`,
    selectFrom: at,
    selectTo: at + select.length,
  }
}

/** Puts something in the place of the selection. */
export function put({ from, to }: Selected, insert: string): Edit {
  return { from, to, insert, selectFrom: from + insert.length, selectTo: from + insert.length }
}
