import {
  abuseWarned,
  abusiveHandover,
  attachmentHandover,
  attachmentUnread,
  defaultMeanwhileTexts,
  defaultMoodTexts,
  defaultSmallTalkTexts,
  furiousHandover,
  notApprovedHandover,
  type PolicyDocument,
  procedureHandover,
  replyHeld,
  scene,
} from '../../contract/index.ts'

/** What a new tenant starts with. Operators change it; every change is a version. */
export const defaultPolicy: PolicyDocument = {
  scenes: [scene.parse({ key: 'default' })],
  settle: { quietMs: 400, longestMs: 8_000 },
  session: { remindAfterSeconds: 600, closeAfterSeconds: 900, reopenWithinSeconds: 7 * 86_400 },
  texts: {
    welcome: {
      en: 'Hello! Ask your question in your own words. I answer from our service handbook, and a person is one tap away.',
      zh: '您好！请直接说您的问题。我会按我们的服务手册回答您，也可以随时转人工。',
    },
    greeting: { en: 'Hello! What can I help you with?', zh: '您好，请问有什么可以帮您？' },
    thanks: { en: 'You are welcome. Is there anything else?', zh: '不客气，请问还有其他问题吗？' },
    goodbye: { en: 'Goodbye, and have a good day.', zh: '再见，祝您生活愉快。' },
    options: {
      en: 'I want to be sure I understand you. Is it one of these?',
      zh: '为了准确回答您，请问您想问的是下面哪一个？',
    },
    human: { en: 'None of these: talk to a person', zh: '都不是，转人工' },
    handover: {
      'customer-asked': {
        en: 'Of course. I am passing you to a person.',
        zh: '好的，正在为您转接人工客服。',
      },
      'low-confidence': {
        en: 'I am not sure enough to answer this well, so I am passing you to a person.',
        zh: '这个问题我没有十足把握，正在为您转接人工客服。',
      },
      'out-of-scope': {
        en: 'I have no reliable information about this, so I am passing you to a person.',
        zh: '这个问题超出了我掌握的资料，正在为您转接人工客服。',
      },
      'option-declined': {
        en: 'Then I will not guess any further. I am passing you to a person.',
        zh: '那我就不再猜了，正在为您转接人工客服。',
      },
      'no-knowledge': {
        en: 'I have nothing to answer from yet, so I am passing you to a person.',
        zh: '目前还没有相关资料，正在为您转接人工客服。',
      },
      'not-solved': {
        en: 'I am sorry that did not help. I am passing you to a person.',
        zh: '抱歉没能解决您的问题，正在为您转接人工客服。',
      },
      'assistant-failed': {
        en: 'Something went wrong on my side, so I am passing you to a person.',
        zh: '我这边出了点问题，正在为您转接人工客服。',
      },
      attachment: attachmentHandover,
      furious: furiousHandover,
      abusive: abusiveHandover,
      'not-approved': notApprovedHandover,
      procedure: procedureHandover,
    },
    attachmentUnread,
    nobodyOnDuty: {
      en: 'Nobody is on duty right now. People are back {{hours.next}}. Leave a message with a way to reach you, and we will get back to you.',
      zh: '现在没有客服在线。人工客服{{hours.next}}恢复服务。请留言并留下联系方式，我们会尽快回复您。',
    },
    replyHeld,
    smallTalk: defaultSmallTalkTexts,
    meanwhile: defaultMeanwhileTexts,
    mood: defaultMoodTexts,
    abuseWarning: abuseWarned,
    messageLeft: {
      en: 'Thank you. Your message has reached us and we will reply to the contact you left.',
      zh: '谢谢，您的留言已收到，我们会通过您留下的联系方式回复您。',
    },
    idleReminder: {
      en: 'Are you still there? If you have no further questions, I will close this conversation in a while.',
      zh: '请问您还在吗？如果没有其他问题，稍后会话将自动结束。',
    },
    idleClosed: {
      en: 'The conversation was closed because it was quiet for a while. Just write again whenever you like.',
      zh: '由于长时间没有新消息，会话已结束。有需要随时再找我们。',
    },
  },
  hotQuestions: [],
  hotQuestionsBy: 'order',
  announcements: [],
}
