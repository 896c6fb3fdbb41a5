import type { AttachmentLinks, AttachmentPart } from '../contract/index.ts'

interface Refused {
  error: { code: string; parameters: Record<string, unknown> }
}

/** Whoever uploads: a customer by their token, or a member by their cookie into a conversation. */
export interface UploadAs {
  token?: string
  member?: { cookie: string; conversationId: string }
}

const headersOf = ({ token, member }: UploadAs): Record<string, string> =>
  token === undefined ? { cookie: member?.cookie ?? '' } : { authorization: `Bearer ${token}` }

/** Uploads bytes as a file of this name; what came back, and as what. */
export async function upload(
  url: string,
  who: UploadAs,
  name: string,
  bytes: Uint8Array | string,
): Promise<{ status: number; part: AttachmentPart; code: string | undefined }> {
  const path =
    who.token === undefined
      ? `/api/v1/conversations/${who.member?.conversationId}/attachments`
      : '/api/v1/web-chat/attachments'
  const response = await fetch(`${url}${path}?${new URLSearchParams({ name })}`, {
    method: 'POST',
    headers: headersOf(who),
    body: bytes as BodyInit,
  })
  const body = (await response.json()) as AttachmentPart | Refused
  const code = 'error' in body ? body.error.code : undefined
  return { status: response.status, part: body as AttachmentPart, code }
}

export async function linksOf(
  url: string,
  who: UploadAs,
  ids: readonly string[],
): Promise<AttachmentLinks[]> {
  const path = who.token === undefined ? '/api/v1/attachments/links' : '/api/v1/web-chat/attachments/links'
  const response = await fetch(`${url}${path}?ids=${ids.join(',')}`, { headers: headersOf(who) })
  if (!response.ok) throw new Error(await response.text())
  return ((await response.json()) as { links: AttachmentLinks[] }).links
}
