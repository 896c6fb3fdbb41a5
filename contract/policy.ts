import { z } from 'zod'
import { language, storableText, timestamp } from './ids.ts'
import { handoverReason } from './messages.ts'
import { meanwhileTexts, unattended } from './policy/meanwhile.ts'
import { moodTexts } from './policy/mood-texts.ts'
import { sceneReview } from './policy/scene-review.ts'
import { smallTalkTexts } from './policy/small-talk-texts.ts'
import { defineRoute, page, pageQuery } from './route.ts'

const words = z.record(language, storableText(1_000).min(1))
/** What a policy says that was saved before this reason was known. */
export const attachmentHandover = {
  en: 'I cannot look at pictures or files, so I am passing this to a person who can.',
  zh: '我看不了图片和文件，正在为您转接人工客服查看。',
}
export const furiousHandover = {
  en: 'I understand that you are upset. I am passing you to a person right away.',
  zh: '非常理解您的心情，马上为您转接人工客服处理。',
}
export const abusiveHandover = {
  en: 'I am passing you to a person. Please let us talk to each other with respect.',
  zh: '正在为您转接人工客服，请您文明用语，我们会尽力帮您解决。',
}
export const abuseWarned = {
  en: 'Please let us talk to each other with respect. Then I gladly help: what is it about?',
  zh: '请您文明用语，我会尽力帮您。请问您要咨询什么问题？',
}
export const notApprovedHandover = {
  en: 'I would rather have a person look at this, so I am passing you on.',
  zh: '这个问题由人工为您处理更稳妥，正在为您转接人工客服。',
}
export const replyHeld = {
  en: 'One moment, please: we are checking this before we answer.',
  zh: '请稍等，我们正在核实后回复您。',
}
export const procedureHandover = {
  en: 'I am passing this on to a person, who sees what you have told me.',
  zh: '这就为您转接人工客服继续办理，您刚才提供的信息会一并转达。',
}
export const attachmentUnread = {
  en: 'I cannot look at what you attached. If my answer misses it, ask for a person, who can.',
  zh: '我看不了您发的图片或文件。如果没有答到点上，请转人工，由客服查看。',
}

/** Of questions whose passages hold the answer hardly any lie below. */
export const defaultAnswerable = 0.15

const share = z.number().min(0).max(1)
const dayTime = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/, 'HH:MM')

/** A short pattern, no regular expression: `*` is a run of characters, `?` one character, `#` one digit. */
const pattern = storableText(120).min(1)

export const idleTimes = z.strictObject({
  /** Silence after which the customer is asked whether anything is left; 0 = never. */
  remindAfterSeconds: z.int().min(0),
  /** Silence after the reminder that closes the conversation. */
  closeAfterSeconds: z.int().min(1),
})
export type IdleTimes = z.infer<typeof idleTimes>

export const scene = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,60}$/),
  /** What staff call it; the key where it has no name. */
  name: storableText(80).default(''),
  /**
   * What tells the scene: the entry's category (any language), a word of the message, or a pattern in it. One of them is enough. The
   * scene `default` takes what no other does.
   */
  categories: z.array(storableText(120)).max(200).default([]),
  words: z.array(storableText(80).min(1)).max(200).default([]),
  patterns: z.array(pattern).max(50).default([]),
  /** Only on these channels and in these languages; empty = all. */
  channels: z.array(z.uuid()).max(50).default([]),
  languages: z.array(language).max(2).default([]),
  /** Answer alone at or above this confidence. */
  threshold: share.default(0.85),
  /** Instead of the threshold: answer where at least this share of answers is right, as measured. Needs calibration. */
  targetPrecision: z.number().min(0.5).max(0.999).optional(),
  /** What happens below the threshold: offer the likely few where that may help, or go to people at once. */
  below: z.enum(['offer', 'handover']).default('offer'),
  /** Below the threshold: offer the likely few when one of them is right with at least this probability. */
  offerThreshold: share.default(0.25),
  offerCount: z.int().min(1).max(6).default(5),
  /** A furious customer, or an abusive one: answered like anybody, or handed to people before anything is answered. */
  whenFurious: z.enum(['answer', 'handover']).default('answer'),
  /** `warn`: told to be civil before anything else; who goes on in the same contact is handed to people. */
  whenAbusive: z.enum(['answer', 'warn', 'handover']).default('answer'),
  /**
   * Below the threshold, whether models are asked: not at all, for what is offered first, or also to answer where what they
   * say was measured to be right often enough.
   */
  models: z.enum(['off', 'offer', 'answer']).default('off'),
  /**
   * With tools, for customers who have proven who they are: not at all, to look things up, or also to put a card before them, which
   * they confirm or not.
   */
  modelTools: z.enum(['off', 'read', 'propose']).default('off'),
  /**
   * No model writes from documents where what was found holds the answer less likely than this; it saves the call and what comes of it.
   */
  answerableThreshold: share.default(defaultAnswerable),
  /** For all that models are asked in one turn; then it ends as it would without. */
  modelsBudgetMs: z.int().min(1_000).max(30_000).default(15_000),
  /** Which replies a person approves before they go out; none where absent. */
  review: sceneReview.optional(),
  /** While the customer waits for people and nobody is there. */
  unattended: unattended.default('answer'),
  /** Other times of silence than the tenant's. */
  idle: idleTimes.optional(),
})
export type Scene = z.infer<typeof scene>

export const dayRanges = z.array(z.strictObject({ from: dayTime, to: dayTime })).max(6)
export type DayRanges = z.infer<typeof dayRanges>

export const businessHours = z.strictObject({
  /** 0 = Sunday. No ranges = closed. */
  week: z.array(dayRanges).length(7),
  /** Holidays and moved workdays by date (YYYY-MM-DD) override the week. */
  dates: z.record(z.iso.date(), dayRanges).default({}),
  /** What a date is called, e.g. the holiday. */
  dateNames: z.record(z.iso.date(), storableText(60)).default({}),
  /** IANA zone the times are meant in; the tenant's own where absent. */
  timeZone: z.string().max(60).optional(),
})
export type BusinessHours = z.infer<typeof businessHours>

export const announcement = z.strictObject({
  key: z.string().regex(/^[a-z0-9-]{1,60}$/),
  text: words,
  /** Shown from and until these times; without one, at once and for ever. */
  from: timestamp.optional(),
  until: timestamp.optional(),
  audience: z.enum(['customers', 'staff', 'both']).default('both'),
})
export type Announcement = z.infer<typeof announcement>

/** How the company wants generated answers to read. What it does not say is free. */
export const guardStyle = z.strictObject({
  /** Told to a model, in a few words: warm, short, no jokes. */
  tone: z.record(language, storableText(300)).default({ en: '', zh: '' }),
  mostCharacters: z.int().min(80).max(4_000).default(1_200),
  /** Which of the Chinese words for “you” customers are addressed by. */
  address: z.enum(['any', 'nin', 'ni']).default('any'),
  emoji: z.boolean().default(true),
  /** The company's own word for a thing (`use`) instead of another; empty: the other is not said. */
  terms: z
    .array(z.strictObject({ avoid: storableText(60).min(1), use: storableText(60) }))
    .max(100)
    .default([]),
})
export type GuardStyle = z.infer<typeof guardStyle>

/** What a tenant decides about service; one versioned document. */
export const policyDocument = z.strictObject({
  scenes: z.array(scene).min(1).max(50),
  settle: z.strictObject({
    /** How long the customer must be quiet before the burst counts as ended. */
    quietMs: z.int().min(0).max(10_000),
    /** While the customer types the turn waits, at most this long after the first message. */
    longestMs: z.int().min(0).max(30_000),
  }),
  session: z.strictObject({
    ...idleTimes.shape,
    /** A conversation closed longer ago than this is not reopened: a new one begins. */
    reopenWithinSeconds: z.int().min(0),
  }),
  texts: z.strictObject({
    welcome: words,
    greeting: words,
    thanks: words,
    goodbye: words,
    /** Above the option buttons. */
    options: words,
    /** Label of the button that asks for a person. */
    human: words,
    /** Handover text per reason while somebody is on duty. */
    handover: z.strictObject({
      'customer-asked': words,
      'low-confidence': words,
      'out-of-scope': words,
      'option-declined': words,
      'no-knowledge': words,
      'not-solved': words,
      'assistant-failed': words,
      attachment: words.default(attachmentHandover),
      furious: words.default(furiousHandover),
      abusive: words.default(abusiveHandover),
      'not-approved': words.default(notApprovedHandover),
      procedure: words.default(procedureHandover),
    }),
    /** Behind an answer to a message that came with a picture or file. */
    attachmentUnread: words.default(attachmentUnread),
    /** Added to the handover text while nobody is on duty. */
    nobodyOnDuty: words,
    /** While a reply waits to be approved. */
    replyHeld: words.default(replyHeld),
    smallTalk: smallTalkTexts,
    meanwhile: meanwhileTexts,
    mood: moodTexts,
    messageLeft: words,
    /** Before anything else, to whom a scene warns of abuse. */
    abuseWarning: words.default(abuseWarned),
    idleReminder: words,
    idleClosed: words,
  }),
  hotQuestions: z.array(z.string().max(120)).max(6).default([]),
  /** In the order given, or the most used of the last 30 days first. */
  hotQuestionsBy: z.enum(['order', 'use']).default('order'),
  announcements: z.array(announcement).max(20).default([]),
  style: guardStyle.optional(),
  /** When people are there; without it, whenever somebody is online. */
  hours: businessHours.optional(),
})
export type PolicyDocument = z.infer<typeof policyDocument>

export const policyVersion = z.object({
  version: z.int(),
  document: policyDocument,
  createdAt: timestamp,
  createdBy: z.string(),
  /** Why, as whoever saved it put it. */
  note: z.string().optional(),
})
export type PolicyVersion = z.infer<typeof policyVersion>

export const getPolicy = defineRoute('getPolicy', 'GET', '/policy', {
  access: 'policy:read',
  summary: 'The policy in force',
  reply: policyVersion,
})
export const updatePolicy = defineRoute('updatePolicy', 'PUT', '/policy', {
  access: 'policy:edit',
  summary: 'Put a new version in force; send the version you saw as If-Match',
  query: z.strictObject({ note: storableText(300).optional() }),
  body: policyDocument,
  bodyLimit: 512 * 1024,
  reply: policyVersion,
})
export const listPolicyVersions = defineRoute('listPolicyVersions', 'GET', '/policy/versions', {
  access: 'policy:read',
  summary: 'All versions, newest first',
  query: z.strictObject(pageQuery),
  reply: page(policyVersion),
})

/** What made a message belong to its scene. */
export const sceneCause = z.object({
  by: z.enum(['category', 'base', 'word', 'pattern', 'channel', 'language', 'default']),
  /** The category, word or pattern of the policy that was met. */
  value: z.string().optional(),
})
export type SceneCause = z.infer<typeof sceneCause>

export const trySentence = defineRoute('trySentence', 'POST', '/policy/try', {
  access: 'policy:read',
  summary:
    'Which scene a sentence belongs to and what would happen, by the policy in force or by one not yet saved',
  body: z.strictObject({
    text: storableText(2_000).min(1),
    channelId: z.uuid().optional(),
    /** The policy to try; the one in force where absent. */
    document: policyDocument.optional(),
  }),
  bodyLimit: 512 * 1024,
  reply: z.object({
    language: z.enum(['en', 'zh', 'other']),
    scene: z.string(),
    cause: sceneCause,
    outcome: z.enum(['answer', 'options', 'handover', 'small-talk', 'notice', 'procedure']),
    rule: z.string(),
    reason: handoverReason.optional(),
    confidence: z.number(),
    threshold: z.number(),
    /** The likeliest entry and its categories. */
    entry: z.object({ title: z.string(), categories: z.array(z.string()) }).optional(),
    text: z.string(),
    /** Every scene in the order tried, with what it met or did not. */
    tried: z.array(
      z.object({
        scene: z.string(),
        cause: sceneCause.optional(),
        excluded: z.enum(['channel', 'language']).optional(),
      }),
    ),
  }),
})

export const listAnnouncements = defineRoute('listAnnouncements', 'GET', '/announcements', {
  access: 'member',
  summary: 'Announcements for staff that are shown now',
  reply: z.object({ items: z.array(announcement) }),
})
