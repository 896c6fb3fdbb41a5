import { z } from 'zod'

/**
 * Every error a client can meet: stable code → HTTP status and an English sentence that says what to do.
 * `{name}` is filled from the error's parameters. Codes are never renamed or reused.
 */
export const errorTable = {
  'request/invalid': [400, 'The request does not have the expected form: {detail}'],
  'request/not-json': [
    400,
    'The body is not valid JSON. Send JSON in UTF-8 with content-type application/json.',
  ],
  'request/too-large': [413, 'The request is larger than {limit} bytes. Send less at once.'],
  'request/unsupported-media-type': [415, 'Content-type {contentType} is not accepted here.'],
  'request/not-found': [404, 'There is nothing at this address.'],
  'request/rate-limited': [429, 'Too many requests. Try again in {retryAfterSeconds} seconds.'],
  'request/cross-site': [
    403,
    'A browser may send this only from the console itself (Origin does not match).',
  ],
  'request/idempotency-key-reused': [
    409,
    'This Idempotency-Key was used for a different request. Use a new key.',
  ],
  'request/idempotency-in-progress': [
    409,
    'The first request with this Idempotency-Key is still running. Try again shortly.',
  ],
  'request/version-conflict': [
    412,
    'Somebody changed this in the meantime. Load it again and repeat the change.',
  ],
  'sign-in/required': [401, 'Sign in, or send an API key as a bearer token.'],
  'sign-in/failed': [401, 'E-mail or password is wrong.'],
  'sign-in/locked': [429, 'Too many failed attempts. Try again in {retryAfterSeconds} seconds.'],
  'sign-in/code-required': [401, 'Enter the code of your authenticator, or a recovery code.'],
  'sign-in/code-wrong': [401, 'The code is wrong or was used before. Wait for the next one.'],
  'second-factor/enabled': [409, 'A second factor is set up already. Remove it first.'],
  'second-factor/not-begun': [409, 'Begin setting up the second factor first.'],
  'second-factor/code-wrong': [
    422,
    'The code is wrong. Check the clock of your phone, then try the next one.',
  ],
  'second-factor/elsewhere': [409, 'You sign in through your company: set this up with its provider.'],
  'oidc/provider-not-found': [404, 'There is no such identity provider.'],
  'oidc/issuer-taken': [409, 'There is an identity provider with this issuer already.'],
  'oidc/secret-missing': [422, 'Another issuer needs its own client secret.'],
  'oidc/provider-unreachable': [
    502,
    'The identity provider does not answer as it should. Check its issuer, and whether this server may reach it.',
  ],
  'models/endpoint-not-found': [404, 'There is no such model.'],
  'models/address-refused': [
    422,
    '{host} is not called: it has to be a public https address, or one that the installation allows by ATTUNE_PRIVATE_HOSTS.',
  ],
  'models/not-own': [
    422,
    '{host} is none of your own machines: the installation names those in ATTUNE_PRIVATE_HOSTS.',
  ],
  'models/key-missing': [422, 'Another address needs its own key.'],
  'models/too-many': [409, 'There are {limit} models already. Remove one first.'],
  'oidc/refused': [401, 'Signing in by your company did not work. Begin again.'],
  'oidc/email-unverified': [403, 'Your company’s provider has not verified your e-mail.'],
  'oidc/not-invited': [403, 'You are not invited to this tenant. Ask an admin.'],
  'sign-in/expired': [401, 'The session has ended. Sign in again.'],
  'access/forbidden': [403, 'This needs the permission {permission}.'],
  'access/not-a-member': [403, 'You are not a member of this tenant.'],
  'api-key/invalid': [401, 'The API key is unknown or was revoked.'],
  'api-key/not-found': [404, 'There is no such API key.'],
  'customer/token-invalid': [
    401,
    'The customer token is forged, expired or of another installation. Start a new session.',
  ],
  'customer/identity-invalid': [401, 'The signed customer identity is not valid: {detail}'],
  'customer/not-found': [404, 'There is no such customer.'],
  'customer/in-conversation': [409, 'A conversation with this customer is open. Close it first.'],
  'channel/unknown': [404, 'There is no active channel with this key.'],
  'channel/origin-not-allowed': [403, 'The page {origin} is not on the allow-list of this channel.'],
  'conversation/not-found': [404, 'There is no such conversation.'],
  'conversation/closed': [409, 'The conversation is closed.'],
  'conversation/taken': [409, 'Another agent was quicker: the conversation belongs to somebody else now.'],
  'conversation/not-owner': [409, 'Only the agent who owns the conversation can do this.'],
  'conversation/superseded': [409, 'The conversation moved on in the meantime. Load it again.'],
  'conversation/nothing-to-do': [409, 'The conversation is already in this state.'],
  'message/empty': [400, 'The message has no content.'],
  'message/too-long': [400, 'The message is longer than {limit} characters. Shorten it or send it in parts.'],
  'message/not-found': [404, 'There is no such message in this conversation.'],
  'message/option-unknown': [400, 'This option was not offered.'],
  'quick-phrase/not-found': [404, 'There is no such quick phrase.'],
  'quick-phrase/code-taken': [409, 'Another quick phrase already has the code {code}.'],
  'quick-phrase/unknown-variable': [422, 'There is no variable {variable}. Choose one of the list.'],
  'wording-rule/not-found': [404, 'There is no such wording rule.'],
  'wording-rule/too-many': [409, 'There are {limit} rules already. Put words that belong together into one.'],
  'wording-rule/expression-invalid': [422, 'The expression cannot be used: {reason}'],
  'wording/blocked': [422, 'The rule “{rule}” does not allow “{words}”. Nothing was sent.'],
  'wording/unconfirmed': [409, 'The rule “{rule}” warns about “{words}”. Confirm it to send the message.'],
  'wrap-up/required': [
    422,
    'Say what the conversation was about and whether it was resolved, then close it.',
  ],
  'wrap-up/category-unknown': [422, 'There is no such category any more. Choose another one.'],
  'desk-settings/invalid': [422, 'The settings are not valid: {detail}'],
  'presence/unknown-status': [422, 'There is no status {status}.'],
  'transfer/note-required': [422, 'Say in a note what whoever goes on with it has to know.'],
  'transfer/not-on-duty': [409, '{name} is not on duty. Choose somebody else, or the queue.'],
  'transfer/cannot-serve': [409, 'The role of {name} does not serve customers. Choose somebody else.'],
  'attachment/not-found': [404, 'There is no such attachment, or it is not yours to send.'],
  'attachment/already-sent': [409, 'This attachment was sent already. Upload it again to send it again.'],
  'attachment/link-invalid': [
    404,
    'This address is no longer valid. Open the file from the conversation again.',
  ],
  'attachment/empty': [400, 'The file is empty.'],
  'attachment/too-large': [413, 'The file is larger than {limitMb} MB. Send a smaller one.'],
  'attachment/cut-off': [400, 'The file did not arrive whole. Send it again.'],
  'attachment/picture-too-large': [
    422,
    'The picture has more than {limit} million pixels. Make it smaller or send a part of it.',
  ],
  'attachment/picture-unreadable': [
    422,
    'The picture cannot be read: it is damaged or not what it claims to be.',
  ],
  'attachment/type-refused': [422, 'Programs cannot be sent here ({type}).'],
  'attachment/archive-refused': [
    422,
    'This archive cannot be sent: unpacked it would be out of all proportion.',
  ],
  'attachment/scan-found': [422, 'The virus scanner refused this file.'],
  'attachment/scan-failed': [
    503,
    'The virus scanner does not answer, so nothing can be sent right now. Try later.',
  ],
  'attachment/storage-full': [507, 'There is no room for more files. An admin has to make some.'],
  'attachment/too-many-unsent': [429, 'Send or remove what is uploaded before uploading more.'],
  'decision/not-found': [404, 'There is no decision record for this message.'],
  'answer/link-not-allowed': [
    422,
    'Line {line} of the answer ({language}): nothing can be linked to "{value}". Use an address that begins with https://, mailto: or tel:.',
  ],
  'answer/variable-unknown': [
    422,
    'Line {line} of the answer ({language}): there is no variable {value}. Write \\{ where a brace is meant.',
  ],
  'answer/picture-unknown': [
    422,
    'Line {line} of the answer ({language}): "{value}" is no picture of this tenant. Upload it, and leave it alone on its line.',
  ],
  'answer/not-a-picture': [422, 'Only pictures can be shown in an answer: PNG, JPEG, WebP or GIF.'],
  'answer/button-malformed': [
    422,
    'Line {line} of the answer ({language}): "{value}" is no button. Write [[label]](https://…) or [[label]](ask:question), alone on its line.',
  ],
  'answer/nested-too-deep': [
    422,
    'Line {line} of the answer ({language}): a list holds one list within it, no more.',
  ],
  'answer/too-many': [422, 'The answer ({language}) holds too much: {value}.'],
  'knowledge/entry-not-found': [404, 'There is no such entry.'],
  'knowledge/expansion-off': [409, 'Writing of customers’ wordings by a model is switched off.'],
  'knowledge/expansion-no-model': [409, 'There is no model that may write wordings.'],
  'knowledge/topic-not-found': [404, 'There is no such topic in the packs you chose.'],
  'knowledge/base-not-found': [404, 'There is no such knowledge base.'],
  'knowledge/key-taken': [409, 'Another entry already has the key {key}.'],
  'knowledge/draft-not-found': [404, 'There is no draft of this entry.'],
  'knowledge/draft-outdated': [
    409,
    'The entry was published anew since this draft was written. Compare, then save the draft over version {version}.',
  ],
  'knowledge/review-required': [
    409,
    'This category asks for four eyes: send the draft for review, another member approves it.',
  ],
  'knowledge/draft-in-the-way': [
    409,
    'There is already a draft of this entry. Publish it or throw it away first.',
  ],
  'knowledge/not-in-review': [409, 'The draft is not in review.'],
  'knowledge/own-draft': [403, 'You wrote in this draft yourself: another member has to approve it.'],
  'knowledge/version-not-found': [404, 'There is no such version of this entry.'],
  'knowledge/category-not-found': [404, 'There is no such category.'],
  'knowledge/category-loop': [409, 'A category cannot be moved below itself.'],
  'knowledge/category-name-taken': [409, 'There is already a category {name} here.'],
  'knowledge/import-unreadable': [400, 'The file cannot be read as {format}: {detail}'],
  'knowledge/import-invalid': [
    422,
    '{failed} of {rows} rows are not valid. Nothing was imported; see the report.',
  ],
  'worklist/group-not-found': [404, 'There is no such group in the worklist.'],
  'worklist/group-settled': [409, 'Somebody settled this group in the meantime. Load it again.'],
  'worklist/group-open': [409, 'This group is open: there is nothing to take back.'],
  'worklist/question-not-found': [404, 'There is no such question here any more.'],
  'article/not-found': [404, 'There is no such document.'],
  'article/not-ready': [
    409,
    'Version {number} of the document was not read, or could not be. Nothing can be published of it.',
  ],
  'import/not-found': [404, 'There is no such import.'],
  'import/not-now': [409, 'The import is {state}: this cannot be done with it now. Load it again.'],
  'policy/invalid': [422, 'The policy is not valid: {detail}'],
  'tool/not-found': [404, 'There is no such tool.'],
  'tool/not-permitted': [409, 'This tool is not switched on.'],
  'tool/write': [409, 'A tool that changes something cannot be tried out: only a customer can ask for it.'],
  'tool/unguarded': [
    422,
    'A tool that changes something needs a policy in code, or an agent who agrees to each call.',
  ],
  'tool/code-not-built': [422, 'One-time codes cannot be asked for yet. Choose a signed-in customer.'],
  'tool/write-needs-customer': [422, 'A tool that changes something is for signed-in customers alone.'],
  'tool/source-unreadable': [422, 'No tools can be read there: {reason}'],
  'tool/name-taken': [409, 'There is a source or a tool with this name already, or there are too many.'],
  'tool/call-not-found': [404, 'There is no such request.'],
  'tool/card-used': [409, 'This was answered already.'],
  'tool/card-expired': [409, 'This request has expired. Ask for it again.'],
  'tool/card-changed': [409, 'This is not what was shown. Ask for it again.'],
  'tool/no-longer-yours': [409, 'The conversation moved on to somebody else, who will help from here.'],
  'review/not-found': [404, 'There is no such draft.'],
  'review/decided': [409, 'Somebody has decided on this draft already.'],
  'review/superseded': [409, 'The conversation has gone on: this draft will not be sent.'],
  'member/not-found': [404, 'There is no such member.'],
  'member/email-taken': [409, 'A member with this e-mail already exists.'],
  'member/last-admin': [409, 'This is the last admin. Make somebody else an admin first.'],
  'member/invited': [409, 'There is an open invitation for this e-mail already.'],
  'invitation/not-found': [404, 'There is no such open invitation.'],
  'invitation/invalid': [410, 'This invitation was used, withdrawn or has expired. Ask for a new one.'],
  'session/not-found': [404, 'There is no such session.'],
  'role/unknown': [422, 'There is no role {role}.'],
  'role/not-found': [404, 'There is no such role.'],
  'role/built-in': [409, 'Built-in roles stay as they are. Make a role of your own.'],
  'role/in-use': [409, 'Somebody has this role or is invited to it. Give them another one first.'],
  'role/name-taken': [409, 'Another role is called {name}.'],
  'tenant/not-found': [404, 'There is no such tenant.'],
  'tenant/slug-taken': [409, 'A tenant with the name {slug} already exists.'],
  'server/unavailable': [
    503,
    'The service is restarting. Try again in a moment; what you sent was not lost if it was acknowledged.',
  ],
  'server/internal': [500, 'Something went wrong on our side. The log has the details under {requestId}.'],
} as const satisfies Record<string, readonly [number, string]>

export type ErrorCode = keyof typeof errorTable
export type ErrorParameters = Record<string, string | number>

export const errorCode = z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]])

export const errorBody = z.object({
  error: z.object({
    code: errorCode,
    message: z.string(),
    parameters: z.record(z.string(), z.union([z.string(), z.number()])),
  }),
})
export type ErrorBody = z.infer<typeof errorBody>

/** The English sentence of an error with its parameters filled in. */
export function errorMessage(code: ErrorCode, parameters: ErrorParameters = {}): string {
  return errorTable[code][1].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole))
}
