/** For the `ref` of the chosen one in a row that is pushed sideways on a phone: it may stand behind the edge. */
export function intoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest', inline: 'center' })
}
