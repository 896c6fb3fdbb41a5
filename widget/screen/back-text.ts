import { nextTimeText } from '../../contract/policy/customer-texts.ts'
import type { State } from '../chat/state.ts'
import type { Messages } from '../messages/index.ts'

/** When people are back, where their hours say so; empty otherwise. */
export function backText({ queue, locale }: Pick<State, 'queue' | 'locale'>, texts: Messages): string {
  if (queue?.onDuty !== false || queue.backAt === undefined) return ''
  const zone = queue.timeZone ?? 'UTC'
  const language = locale === 'zh-CN' ? 'zh' : 'en'
  return texts.peopleBack(nextTimeText(new Date(queue.backAt), new Date(), zone, language))
}
