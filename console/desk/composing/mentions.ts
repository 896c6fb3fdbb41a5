/** Members named with `@name` in a text; of two names that begin alike the longer one counts. */
export function mentionsIn<Member extends { id: string; name: string }>(
  text: string,
  members: readonly Member[],
): Member[] {
  let rest = text
  const found: Member[] = []
  for (const member of members.toSorted((a, b) => b.name.length - a.name.length)) {
    const sign = `@${member.name}`
    if (member.name === '' || !rest.includes(sign)) continue
    found.push(member)
    rest = rest.replaceAll(sign, '\n')
  }
  return found
}

/** A text in pieces, those that name somebody marked. */
export function splitAtMentions(
  text: string,
  mentions: readonly { id: string; name: string }[],
): { text: string; memberId?: string }[] {
  let pieces: { text: string; memberId?: string }[] = [{ text }]
  for (const { id, name } of mentions.toSorted((a, b) => b.name.length - a.name.length)) {
    if (name === '') continue
    pieces = pieces.flatMap((piece) => {
      if (piece.memberId !== undefined) return [piece]
      return piece.text
        .split(`@${name}`)
        .flatMap((part, index) => [
          ...(index === 0 ? [] : [{ text: `@${name}`, memberId: id }]),
          ...(part === '' ? [] : [{ text: part }]),
        ])
    })
  }
  return pieces
}
