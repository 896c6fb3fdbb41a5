/** An element of the list and the row that it shows. */
export interface Slot {
  key: number
  id: string
}

/**
 * Which element shows which row: a row that stays keeps its element, and a row that comes takes over the element of one that went,
 * which costs a browser a fraction of making one. Elements stand in the page in the order of `before`; rows in the order of `ids`
 * once `inOrder` is asked for, because moving elements costs as much as making them.
 */
export function assignSlots(before: readonly Slot[], ids: readonly string[], inOrder: boolean): Slot[] {
  const wanted = new Set(ids)
  const shown = new Set(before.map(({ id }) => id))
  const coming = ids.filter((id) => !shown.has(id))
  const slots = before.flatMap((slot) => {
    if (wanted.has(slot.id)) return [slot]
    const id = coming.shift()
    return id === undefined ? [] : [{ key: slot.key, id }]
  })
  const most = slots.reduce((key, slot) => Math.max(key, slot.key), 0)
  slots.push(...coming.map((id, place) => ({ key: most + place + 1, id })))
  if (!inOrder) return slots
  const placeOf = new Map(ids.map((id, place) => [id, place]))
  return slots.toSorted((one, other) => (placeOf.get(one.id) ?? 0) - (placeOf.get(other.id) ?? 0))
}
