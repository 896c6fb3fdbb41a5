import type { Language } from '../../../contract/index.ts'

/** What procedures say by themselves, where nobody wrote anything. */
const texts = {
  misfit: { en: 'I did not get that.', zh: '抱歉，我没有看明白。' },
  notAnOption: { en: 'Please choose one of these.', zh: '请从下面的选项中选择。' },
  tooFar: { en: 'That is outside of what is possible here.', zh: '这个内容不在可填写的范围内。' },
  confirm: { en: 'Please check this and confirm.', zh: '请核对以下信息并确认。' },
  looking: { en: 'One moment please.', zh: '请稍候。' },
  cardOpen: {
    en: 'I am waiting for your answer on the card above.',
    zh: '请先在上面的卡片中选择“确认”或“取消”。',
  },
  prove: {
    en: 'For this I have to know who you are.',
    zh: '办理此业务需要先确认您的身份。',
  },
  proofOpen: {
    en: 'I am waiting for your proof of identity on the card above.',
    zh: '请先在上面的卡片中确认您的身份。',
  },
  goOn: { en: 'Shall we go on with “{name}”?', zh: '要继续办理「{name}」吗？' },
  continue: { en: 'Go on', zh: '继续办理' },
  stop: { en: 'Leave it', zh: '不办了' },
  stopped: { en: 'Fine, I have left it there.', zh: '好的，已为您结束办理。' },
  resumed: { en: 'Let us go on with “{name}”.', zh: '我们继续办理「{name}」。' },
  done: { en: 'That was all for “{name}”.', zh: '「{name}」已办理完毕。' },
  offer: {
    en: 'I can go through this with you step by step.',
    zh: '我可以一步步带您办理。',
  },
  signIn: {
    en: 'I can only do this once you have signed in on our page. Please sign in and begin again.',
    zh: '办理此业务需要先确认您的身份，请先在我们的页面登录后再试。',
  },
  nothingToChoose: {
    en: 'There is nothing of yours that this could be done with.',
    zh: '您目前没有可以办理此操作的记录。',
  },
} satisfies Record<string, Record<Language, string>>

export function saying(
  name: keyof typeof texts,
  language: Language,
  values: Readonly<Record<string, string>> = {},
): string {
  return texts[name][language].replace(/\{(\w+)\}/g, (_, key: string) => values[key] ?? '')
}
