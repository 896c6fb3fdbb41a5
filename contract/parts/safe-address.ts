/** Nothing unseen belongs to an address: control characters, blanks, marks that turn the direction of reading, quotes. */
const unfit = /[\p{C}\p{Z}\\<>"`]/u
const telephone = /^tel:\+?\d[\d().*#,;-]{1,40}$/i
const mail = /^mailto:[\w.!#$%&'*+/=^{|}~-]+@[\w.-]+(?:\?subject=[^&#]*)?$/i

/**
 * An address that may stand behind a link, in the form a browser reads it; undefined for any other. It has to begin with its
 * scheme as it stands: nothing is decoded, trimmed or completed first.
 */
export function safeAddress(text: string): string | undefined {
  if (text.length > 2_000 || unfit.test(text)) return undefined
  if (telephone.test(text) || mail.test(text)) return text
  if (!/^https?:\/\//i.test(text)) return undefined
  try {
    const { protocol, hostname, username, password, href } = new URL(text)
    const web = protocol === 'https:' || protocol === 'http:'
    // A user name before the host makes one site look like another.
    return web && hostname !== '' && username === '' && password === '' ? href : undefined
  } catch {
    return undefined
  }
}
