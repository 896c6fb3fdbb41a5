import { useQuery } from '@tanstack/react-query'
import { type AttachmentLinks, listAttachmentLinks } from '../../../contract/parts/attachments.ts'
import { call } from '../../app/api.ts'

type Waiting = { resolve: (links: AttachmentLinks | null) => void; reject: (error: unknown) => void }

const mostAtOnce = 50
/** Addresses are good for ten minutes at least. */
const freshMs = 8 * 60_000
let asked = new Map<string, Waiting[]>()

/** Asks once for all attachments that come into view together. */
function loadLinks(id: string): Promise<AttachmentLinks | null> {
  if (asked.size === 0) queueMicrotask(() => setTimeout(ask, 10))
  return new Promise((resolve, reject) => asked.set(id, [...(asked.get(id) ?? []), { resolve, reject }]))
}

function ask(): void {
  const all = [...asked]
  asked = new Map()
  for (let start = 0; start < all.length; start += mostAtOnce)
    void askFor(all.slice(start, start + mostAtOnce))
}

async function askFor(some: readonly (readonly [string, Waiting[]])[]): Promise<void> {
  try {
    const query = { ids: some.map(([id]) => id).join(',') }
    const { links } = await call(listAttachmentLinks, { query })
    const found = new Map<string, AttachmentLinks>(links.map((one) => [one.attachmentId, one]))
    for (const [id, waiting] of some) for (const one of waiting) one.resolve(found.get(id) ?? null)
  } catch (error) {
    for (const [, waiting] of some) for (const one of waiting) one.reject(error)
  }
}

/** The addresses of an attachment, renewed as they run out; null when it is gone. */
export function useLinks(attachmentId: string) {
  return useQuery({
    queryKey: ['attachment-links', attachmentId],
    queryFn: () => loadLinks(attachmentId),
    staleTime: freshMs,
    refetchInterval: freshMs,
    gcTime: freshMs,
  })
}
