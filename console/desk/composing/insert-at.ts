/** A text put into another at the caret, on lines of its own; where the caret stands behind it. */
export function insertAt(draft: string, caret: number, text: string): { draft: string; caret: number } {
  const before = draft.slice(0, caret)
  const after = draft.slice(caret)
  if (draft.trim() === '') return { draft: text, caret: text.length }
  const start = before === '' ? '' : `${before.trimEnd()}\n`
  const end = after.trim() === '' ? '' : `\n${after.trimStart()}`
  return { draft: start + text + end, caret: start.length + text.length }
}
