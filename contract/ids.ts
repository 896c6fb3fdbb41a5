import { z } from 'zod'

/** A UUID (version 7, made by the server) of one kind of thing. Brands keep one kind from being used as another. */
const id = <const Kind extends string>() => z.uuid().brand<Kind>()

export const tenantId = id<'tenant'>()
export const memberId = id<'member'>()
export const roleId = id<'role'>()
export const customerId = id<'customer'>()
export const channelId = id<'channel'>()
export const conversationId = id<'conversation'>()
export const eventId = id<'event'>()
export const decisionId = id<'decision'>()
export const entryId = id<'entry'>()
export const knowledgeBaseId = id<'knowledge-base'>()
export const categoryId = id<'category'>()
export const apiKeyId = id<'api-key'>()
export const invitationId = id<'invitation'>()
export const oidcProviderId = id<'oidc-provider'>()
export const sessionId = id<'session'>()
export const attachmentId = id<'attachment'>()
export const replyReviewId = id<'reply-review'>()

export type TenantId = z.infer<typeof tenantId>
export type MemberId = z.infer<typeof memberId>
export type RoleId = z.infer<typeof roleId>
export type CustomerId = z.infer<typeof customerId>
export type ChannelId = z.infer<typeof channelId>
export type ConversationId = z.infer<typeof conversationId>
export type EventId = z.infer<typeof eventId>
export type DecisionId = z.infer<typeof decisionId>
export type EntryId = z.infer<typeof entryId>
export type KnowledgeBaseId = z.infer<typeof knowledgeBaseId>
export type CategoryId = z.infer<typeof categoryId>
export type ApiKeyId = z.infer<typeof apiKeyId>
export type AttachmentId = z.infer<typeof attachmentId>
export type ReplyReviewId = z.infer<typeof replyReviewId>

/** The client's own id of something it sends; the same id sent twice counts once. */
export const clientId = z.string().regex(/^[A-Za-z0-9_-]{8,64}$/, '8 to 64 letters, digits, - or _')

/** Text as the database can keep it: well-formed Unicode without NUL. */
export const storableText = (maximum: number) =>
  z
    .string()
    .max(maximum)
    .refine((text) => text.isWellFormed() && !text.includes('\u0000'), {
      message: 'holds characters that are not valid text (a lone surrogate or NUL)',
    })

export const locale = z.enum(['en', 'zh-CN'])
export type Locale = z.infer<typeof locale>

/** Languages that knowledge is written in. */
export const language = z.enum(['en', 'zh'])
export type Language = z.infer<typeof language>

export const timestamp = z.iso.datetime({ offset: true })
