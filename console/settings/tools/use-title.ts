import type { ToolView } from '../../../contract/tools/tools.ts'
import { useLocale } from '../../app/text.ts'

/** What a tool is called in the language shown. */
export function useTitle({ title, name }: Pick<ToolView, 'title' | 'name'>): string {
  const locale = useLocale()
  return (locale === 'zh-CN' ? title.zh : title.en) || title.en || title.zh || name
}
