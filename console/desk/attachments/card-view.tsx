import { ExternalLink, Package, ShoppingBag } from 'lucide-react'
import type { ReactNode } from 'react'
import { type Card, isWebAddress } from '../../../contract/parts/cards.ts'
import { useText } from '../../app/text.ts'
import { Picture } from './attachment-view.tsx'

type Order = Extract<Card, { kind: 'order' }>
type Product = Extract<Card, { kind: 'product' }>

/** An order or a product, as the customer sees it. `picture` stands in for one that is not sent yet. */
export function CardView({ card, picture }: { card: Card; picture?: ReactNode }) {
  return (
    <div className="my-0.5 w-72 max-w-full overflow-hidden rounded-md border border-n-7 bg-n-1">
      {card.kind === 'order' ? <OrderView card={card} /> : <ProductView card={card} picture={picture} />}
      <CardLink link={card.link} />
    </div>
  )
}

function OrderView({ card }: { card: Order }) {
  const t = useText()
  return (
    <div className="p-2.5">
      <p className="flex items-center gap-1.5 text-xs text-n-11">
        <Package className="size-3.5" aria-hidden /> {t('card.order')}
        {card.status && <span className="ml-auto font-medium text-accent">{card.status}</span>}
      </p>
      <p className="font-medium [overflow-wrap:anywhere] select-all">{card.number}</p>
      {card.items.length > 0 && (
        <ul className="mt-1.5 border-t pt-1.5">
          {card.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the items of a card never change
            <li key={index} className="flex gap-2 text-sm">
              <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{item.name}</span>
              <span className="text-n-11 tabular">{t('card.pieces', { quantity: item.quantity })}</span>
              {item.price && <span className="tabular">{item.price}</span>}
            </li>
          ))}
        </ul>
      )}
      {(card.total || card.placed) && (
        <p className="mt-1.5 flex justify-between gap-2 border-t pt-1.5 text-sm">
          <span className="text-n-11">{card.placed}</span>
          {card.total && (
            <span className="font-medium tabular">
              {t('card.total')} {card.total}
            </span>
          )}
        </p>
      )}
    </div>
  )
}

function ProductView({ card, picture }: { card: Product; picture?: ReactNode }) {
  const t = useText()
  return (
    <div className="flex gap-2.5 p-2.5">
      {picture ?? (card.picture && <Picture small part={card.picture} />)}
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-1.5 text-xs text-n-11">
          <ShoppingBag className="size-3.5" aria-hidden /> {t('card.product')}
        </p>
        <p className="font-medium [overflow-wrap:anywhere]">{card.title}</p>
        {card.description && (
          <p className="line-clamp-3 text-sm text-n-11 [overflow-wrap:anywhere]">{card.description}</p>
        )}
        {card.price && <p className="font-medium tabular">{card.price}</p>}
      </div>
    </div>
  )
}

function CardLink({ link }: { link: string | undefined }) {
  const t = useText()
  // Asked again here: what stands in an old message was judged by the rules of then.
  if (!link || !isWebAddress(link)) return null
  return (
    <a
      href={link}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={link}
      className="flex items-center gap-1.5 border-t px-2.5 py-1.5 text-accent hover:bg-n-3"
    >
      <ExternalLink className="size-3.5 shrink-0" aria-hidden />
      <span className="shrink-0">{t('card.open')}</span>
      <span className="truncate text-xs text-n-11">{new URL(link).host}</span>
    </a>
  )
}
