import { z } from 'zod'
import { language, storableText } from '../ids.ts'

const words = z.record(language, storableText(1_000).min(1))

/** What a customer hears who says something that no knowledge is needed for, beside greetings, thanks and farewells. */
export const defaultSmallTalkTexts = {
  acknowledged: {
    en: 'All right. I am here if anything else comes up.',
    zh: '好的，还有其他问题随时告诉我。',
  },
  finished: {
    en: 'Glad I could help. I am here whenever you need me.',
    zh: '好的，有需要随时来找我，祝您生活愉快。',
  },
  pausing: { en: 'Take your time. I am here when you are ready.', zh: '好的，您慢慢来，我一直在。' },
  opening: { en: 'Of course. What is it about?', zh: '在的，请说说您的问题。' },
  pleasantry: { en: 'Thank you, that is kind of you. All the best!', zh: '谢谢您，也祝您一切顺心！' },
  identity: {
    en: 'I am an automated assistant, not a person. I answer from our service handbook; say “a person” whenever you would rather talk to one.',
    zh: '我是智能客服，不是真人。我会按我们的服务手册回答您，想找真人客服随时说“转人工”。',
  },
  ability: {
    en: 'I answer questions about our service from our handbook, and I pass you to a person when I am not sure. Just ask in your own words.',
    zh: '关于我们服务的问题都可以直接问我，我会按服务手册回答；没有把握时会为您转人工。',
  },
  unhelped: {
    en: 'I am sorry, that missed the point. Is it one of these? You can also put it in other words.',
    zh: '抱歉，刚才没有答到点子上。您想问的是下面哪一个？也可以换个说法再告诉我。',
  },
}

export const smallTalkTexts = z
  .strictObject({
    acknowledged: words.default(defaultSmallTalkTexts.acknowledged),
    finished: words.default(defaultSmallTalkTexts.finished),
    pausing: words.default(defaultSmallTalkTexts.pausing),
    opening: words.default(defaultSmallTalkTexts.opening),
    pleasantry: words.default(defaultSmallTalkTexts.pleasantry),
    identity: words.default(defaultSmallTalkTexts.identity),
    ability: words.default(defaultSmallTalkTexts.ability),
    /** Above other entries than the one that did not help. */
    unhelped: words.default(defaultSmallTalkTexts.unhelped),
  })
  .default(defaultSmallTalkTexts)
