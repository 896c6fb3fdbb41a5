import type { Language, ToolOutcome } from '../../contract/index.ts'
import type { Tool, Words } from './tool.ts'

/** Refusals every tool can meet, as a customer reads them. */
const general: Record<string, Words> = {
  'identity-required': {
    en: 'I can only do this once you have signed in on our page. Please sign in and ask again.',
    zh: '此操作需要确认您的身份，请先在我们的页面登录后再试。',
  },
  'code-required': {
    en: 'This needs a one-time code, and none can be sent here right now. A person can help you further.',
    zh: '此操作需要验证码确认，目前无法发送验证码，请转人工客服办理。',
  },
  'not-permitted': { en: 'I cannot do this here.', zh: '这里暂不支持此操作。' },
  'input-invalid': {
    en: 'Something in what you filled in is not right. Please check it and try again.',
    zh: '填写的内容有误，请检查后重试。',
  },
  'limit-reached': {
    en: 'This was done as often as is possible in one day. A person can help you further.',
    zh: '今天此操作的次数已达上限，如需继续请转人工客服。',
  },
  'amount-over-limit': {
    en: 'This amount is more than I may move. A person can help you further.',
    zh: '金额超出了我可以处理的范围，请转人工客服。',
  },
  'owner-changed': {
    en: 'A colleague has taken over and will help you from here. Nothing was changed.',
    zh: '人工客服已接手，会继续为您处理。刚才的操作没有执行。',
  },
  'turn-ended': {
    en: 'You have written something new since. Nothing was changed.',
    zh: '您刚才又发来了新消息，此操作没有执行。',
  },
  'card-changed': {
    en: 'What you confirmed has changed since. Nothing was done; please ask for it again.',
    zh: '您确认后相关内容已有变动，未做任何更改，请重新发起。',
  },
  'approval-declined': {
    en: 'A colleague has looked at it and could not agree. Nothing was changed.',
    zh: '客服审核后未通过此申请，未做任何更改。',
  },
  'nothing-to-choose': {
    en: 'There is nothing of yours that this could be done with.',
    zh: '您目前没有可以办理此操作的记录。',
  },
  unreachable: {
    en: 'The system behind this cannot be reached right now. Nothing was changed; please try again later.',
    zh: '相关系统暂时无法连接，未做任何更改，请稍后再试。',
  },
  'passed-on': {
    en: 'Your request has been passed on. A colleague will confirm it to you.',
    zh: '您的申请已转交，人工客服会与您确认处理结果。',
  },
  'unknown-outcome': {
    en: 'I could not get a confirmation that this was done. A person will check it for you.',
    zh: '暂时没有收到处理结果的确认，人工客服会为您核实。',
  },
}

const outcomes: Record<Exclude<ToolOutcome, 'refused' | 'failed' | 'unknown'>, Words> = {
  done: { en: 'Done: {title}. Your receipt is {receipt}.', zh: '{title}已完成，凭证号 {receipt}。' },
  declined: { en: 'Fine, nothing was changed.', zh: '好的，未做任何更改。' },
  expired: {
    en: 'This request has expired. Nothing was changed; ask again whenever you like.',
    zh: '此请求已过期，未做任何更改，需要时请重新发起。',
  },
}

export const inWords = (words: Words | undefined, language: Language): string =>
  words?.[language] ?? words?.en ?? words?.zh ?? ''

/** What a customer is told about how a call ended. `done` cannot be said without a receipt. */
export function settledText(
  tool: Pick<Tool, 'title' | 'reasons'> | undefined,
  ended:
    | { outcome: 'done'; receipt: string }
    | { outcome: Exclude<ToolOutcome, 'done'>; code?: string | undefined },
  language: Language,
): string {
  if (ended.outcome === 'done')
    return inWords(outcomes.done, language)
      .replace('{title}', () => inWords(tool?.title, language))
      .replace('{receipt}', () => ended.receipt)
  if (ended.outcome === 'declined' || ended.outcome === 'expired')
    return inWords(outcomes[ended.outcome], language)
  const code = ended.code ?? 'unreachable'
  return inWords(tool?.reasons?.[code] ?? general[code] ?? general['not-permitted'], language)
}
