import { linesOf } from '../knowledge/entry-form.ts'

/** Origins one a line, as the server keeps them; `wrong` is the first line that is none. */
export function originsOf(text: string): { origins: string[]; wrong?: string } {
  const origins: string[] = []
  for (const line of linesOf(text)) {
    if (!URL.canParse(line) || !/^https?:\/\//i.test(line)) return { origins, wrong: line }
    origins.push(new URL(line).origin)
  }
  return { origins: [...new Set(origins)] }
}

/** What a page must hold to have the chat of a channel. */
export function snippetFor(
  serverOrigin: string,
  channelKey: string,
  look?: { color: string; side: 'left' | 'right' },
): string {
  const settings = [
    `data-channel="${channelKey}"`,
    ...(look === undefined ? [] : [`data-color="${look.color}"`]),
    ...(look?.side === 'left' ? ['data-side="left"'] : []),
  ]
  return `<script async src="${serverOrigin}/widget/attune-widget.js" ${settings.join(' ')}></script>`
}
