import { codeMinutes, type Language } from '../../contract/index.ts'

/** What stands in the letter or the text message. Nothing of the conversation: others may read it over a shoulder. */
export function codeTexts(
  company: string,
  code: string,
  language: Language,
): { subject: string; text: string } {
  // A company's name is its own text, but never a second line of a header.
  const name = company.replace(/\p{Cc}+/gu, ' ').slice(0, 80)
  return language === 'zh'
    ? {
        subject: `${name}验证码`,
        text: `您的验证码是 ${code}，${codeMinutes} 分钟内有效，仅用于在${name}的在线客服中确认身份。请勿告诉任何人，包括自称客服的人。如非本人操作，请忽略。`,
      }
    : {
        subject: `Your code for ${name}`,
        text: `${code} is your code for the chat of ${name}. It is good for ${codeMinutes} minutes. Tell it to nobody, not even to people who say they work there. If you did not ask for it, do nothing.`,
      }
}
