import type { AttachmentLinks } from '../../contract/index.ts'

export type Links = Readonly<Record<string, AttachmentLinks | null>>

const mostAtOnce = 50

/** Addresses of attachments, asked for together as they come into view, and again before they run out. */
export function createLinks(options: {
  origin: string
  token(): string | undefined
  fetch: typeof fetch
  get(): Links
  set(links: Links): void
}): { need(attachmentId: string): void; renew(attachmentId: string): void } {
  const wanted = new Set<string>()
  const renewed = new Set<string>()

  async function ask(): Promise<void> {
    const ids = [...wanted].slice(0, mostAtOnce)
    const token = options.token()
    if (ids.length === 0 || token === undefined) return
    try {
      const response = await options.fetch(
        `${options.origin}/api/v1/web-chat/attachments/links?ids=${ids.join(',')}`,
        { credentials: 'omit', headers: { authorization: `Bearer ${token}` } },
      )
      if (!response.ok) return
      const { links } = (await response.json()) as { links: AttachmentLinks[] }
      const found = Object.fromEntries(ids.map((id) => [id, null as AttachmentLinks | null]))
      for (const one of links) found[one.attachmentId] = one
      options.set({ ...options.get(), ...found })
    } catch {
      // Asked for again when it is looked at again.
    } finally {
      for (const id of ids) wanted.delete(id)
    }
    if (wanted.size > 0) await ask()
  }

  function want(id: string): void {
    if (wanted.size === 0) setTimeout(() => void ask(), 20)
    wanted.add(id)
  }

  return {
    need(id) {
      const known = options.get()[id]
      if (known === null || (known && Date.parse(known.expiresAt) - Date.now() > 60_000)) return
      want(id)
    },
    /** Its address did not work: once more, then it is left at that. */
    renew(id) {
      if (renewed.has(id)) return
      renewed.add(id)
      want(id)
    },
  }
}
