import type { Article } from '../../contract/knowledge/articles.ts'
import { useText } from '../app/text.ts'
import { Badge } from '../ui/states.tsx'

/** Where a document stands: being read, unreadable, published or not. */
export function StateBadge({ article }: { article: Article }) {
  const t = useText()
  const { latest, published } = article
  if (latest.state === 'reading') return <Badge tone="waiting">{t('articles.state.reading')}</Badge>
  if (latest.state === 'failed') return <Badge tone="danger">{t('articles.state.failed')}</Badge>
  if (published === 0) return <Badge tone="warning">{t('articles.state.draft')}</Badge>
  if (published < latest.number) return <Badge tone="warning">{t('articles.state.newer')}</Badge>
  return <Badge tone="good">{t('articles.state.published')}</Badge>
}
