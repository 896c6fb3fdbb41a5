import { z } from 'zod'
import { attachmentId, conversationId, storableText, timestamp } from '../ids.ts'
import { defineRoute } from '../route.ts'

export const mostAttachmentsPerMessage = 10
export const attachmentNameLimit = 200

/** What somebody should know before opening a file; each is said beside it. */
export const attachmentWarning = z.enum([
  /** HTML, SVG and the like: saved, never shown. */
  'active',
  'archive',
  'encrypted',
  'nested-archive',
  /** A program lies inside an archive. */
  'program-inside',
  /** An office document that brings macros. */
  'macros',
])
export type AttachmentWarning = z.infer<typeof attachmentWarning>

const described = {
  attachmentId,
  name: storableText(attachmentNameLimit),
  /** Found in the bytes; what the sender claimed is not looked at. */
  mediaType: z.string().max(120),
  /** Bytes, as they were sent. */
  size: z.int().min(0),
}

/** A picture: shown small in the conversation and large on request, without what a camera writes into it. */
export const picturePart = z.object({
  type: z.literal('picture'),
  version: z.literal(1),
  ...described,
  width: z.int().positive(),
  height: z.int().positive(),
})
export type PicturePart = z.infer<typeof picturePart>

/** Any other file: to be saved. */
export const filePart = z.object({
  type: z.literal('file'),
  version: z.literal(1),
  ...described,
  warnings: z.array(attachmentWarning).max(10),
})
export type FilePart = z.infer<typeof filePart>

export const attachmentPart = z.discriminatedUnion('type', [picturePart, filePart])
export type AttachmentPart = z.infer<typeof attachmentPart>

/** Addresses that open an attachment for a short while, for whoever holds them. Below the server's own address. */
export const attachmentLinks = z.object({
  attachmentId,
  /** Pictures only: at most 480 and 2,000 pixels wide or high, freshly drawn. */
  thumbnail: z.string().optional(),
  picture: z.string().optional(),
  /** Saves the file under its name. */
  download: z.string(),
  expiresAt: timestamp,
})
export type AttachmentLinks = z.infer<typeof attachmentLinks>

const uploadQuery = z.strictObject({ name: z.string().min(1).max(1_000) })
/** Ids of attachments separated by commas; those that are unknown or not for the caller are left out of the reply. */
const linksQuery = z.strictObject({ ids: z.string().max(2_000).default('') })
const linksReply = z.object({ links: z.array(attachmentLinks) })

export const uploadAttachment = defineRoute(
  'uploadAttachment',
  'POST',
  '/conversations/:conversationId/attachments',
  {
    access: 'conversations:serve',
    summary:
      'Upload a file, as the body, to send it in this conversation; unsent ones are dropped after a day',
    params: z.strictObject({ conversationId }),
    query: uploadQuery,
    reply: attachmentPart,
    stream: true,
  },
)
export const listAttachmentLinks = defineRoute('listAttachmentLinks', 'GET', '/attachments/links', {
  access: 'conversations:read',
  summary: 'Addresses that open the given attachments for some minutes',
  query: linksQuery,
  reply: linksReply,
})
export const uploadWebChatAttachment = defineRoute(
  'uploadWebChatAttachment',
  'POST',
  '/web-chat/attachments',
  {
    access: 'customer',
    summary: 'Upload a file, as the body, to send it in the customer’s conversation',
    query: uploadQuery,
    reply: attachmentPart,
    stream: true,
  },
)
export const listWebChatAttachmentLinks = defineRoute(
  'listWebChatAttachmentLinks',
  'GET',
  '/web-chat/attachments/links',
  {
    access: 'customer',
    summary: 'Addresses that open attachments of the customer’s own conversation for some minutes',
    query: linksQuery,
    reply: linksReply,
  },
)
export const uploadAnswerPicture = defineRoute('uploadAnswerPicture', 'POST', '/knowledge/pictures', {
  access: 'knowledge:edit',
  summary:
    'Upload a picture, as the body, to show it in answers; one that no saved answer shows is dropped after a day',
  query: uploadQuery,
  reply: picturePart,
  stream: true,
})
export const openAttachment = defineRoute('openAttachment', 'GET', '/files/:attachmentId', {
  access: 'public',
  summary: 'The bytes of an attachment, for whoever holds an address that was given out for it',
  params: z.strictObject({ attachmentId: z.uuid() }),
  query: z.strictObject({ token: z.string().max(500).default('') }),
  reply: z.unknown(),
  raw: true,
})
