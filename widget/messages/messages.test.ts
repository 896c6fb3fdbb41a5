import { expect, it } from 'vitest'
import { messageTextLimit } from '../../contract/index.ts'
import { cleanText, messageLimit } from '../chat/text.ts'
import { chooseLocale, messagesOf, problemText } from './index.ts'

it('takes the first usable language of page, document and browser', () => {
  expect(chooseLocale(undefined, 'fr', 'zh-TW')).toBe('zh-CN')
  expect(chooseLocale('en', 'zh-CN', 'zh-CN')).toBe('en')
  expect(chooseLocale(undefined, '', 'de')).toBe('en')
})
it('counts the person in front, not the place, in Chinese', () => {
  expect(messagesOf('zh-CN').queuePosition(2)).toBe('前面还有 1 位')
  expect(messagesOf('en').queuePosition(1)).toBe('You are next')
})
it('words a known error in the customer’s language and falls back to the server’s sentence', () => {
  const limited = {
    code: 'request/rate-limited',
    message: 'English',
    parameters: { retryAfterSeconds: 4 },
  } as const
  expect(problemText(messagesOf('zh-CN'), limited)).toContain('4 秒')
  const unknown = { code: 'member/not-found', message: 'There is no such member.', parameters: {} } as const
  expect(problemText(messagesOf('zh-CN'), unknown)).toBe('There is no such member.')
})
it('allows as much text as the contract', () => {
  expect(messageLimit).toBe(messageTextLimit)
})
it('sends no half characters and no NUL', () => {
  expect(cleanText(' a\u0000b\ud800 😀\n')).toBe('ab\ufffd 😀')
})
