import type { Language } from '../../contract/ids.ts'
import type { HandoverReason } from '../../contract/messages.ts'
import type { PolicyDocument } from '../../contract/policy.ts'

/** Texts of the policy besides those of hand-overs, in the order of a conversation. */
export const textNames = [
  'welcome',
  'greeting',
  'options',
  'human',
  'nobodyOnDuty',
  'messageLeft',
  'attachmentUnread',
  'thanks',
  'goodbye',
  'idleReminder',
  'idleClosed',
] as const satisfies readonly (keyof PolicyDocument['texts'])[]
export type TextName = (typeof textNames)[number]

export function withText(
  document: PolicyDocument,
  name: TextName,
  language: Language,
  text: string,
): PolicyDocument {
  const texts = { ...document.texts, [name]: { ...document.texts[name], [language]: text } }
  return { ...document, texts }
}

export function withHandover(
  document: PolicyDocument,
  reason: HandoverReason,
  language: Language,
  text: string,
): PolicyDocument {
  const handover = {
    ...document.texts.handover,
    [reason]: { ...document.texts.handover[reason], [language]: text },
  }
  return { ...document, texts: { ...document.texts, handover } }
}

/** Categories separated by commas of either script. */
export function categoriesOf(text: string): string[] {
  return [...new Set(text.split(/[,，、]/).map((one) => one.trim()))].filter((one) => one !== '')
}
