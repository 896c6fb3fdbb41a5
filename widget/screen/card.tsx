import type { Card as CardOf } from '../../contract/index.ts'
import { Picture } from './attachment.tsx'
import { autoLink } from './auto-link.ts'
import { useChat } from './context.ts'

/** An order or a product the agent sent. */
export function Card({ card }: { card: CardOf }) {
  const { texts } = useChat()
  // Only addresses of the web become links, whatever stands in the message.
  const link = card.link === undefined ? undefined : autoLink(card.link)[0]?.href
  return (
    <div class="card">
      {card.kind === 'order' ? <Order card={card} /> : <Product card={card} />}
      {link && (
        <a class="card-link" href={link} target="_blank" rel="noopener noreferrer nofollow">
          {texts.open} <small>{new URL(link).host}</small>
        </a>
      )}
    </div>
  )
}

function Order({ card }: { card: Extract<CardOf, { kind: 'order' }> }) {
  const { texts } = useChat()
  return (
    <div class="card-body">
      <p class="card-line muted">
        {texts.order} <b>{card.status}</b>
      </p>
      <p class="card-title">{card.number}</p>
      {card.items.length > 0 && (
        <ul>
          {card.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the items of a card never change
            <li key={index} class="card-line">
              <span>{item.name}</span>
              <span class="muted">× {item.quantity}</span>
              {item.price && <span>{item.price}</span>}
            </li>
          ))}
        </ul>
      )}
      {(card.total || card.placed) && (
        <p class="card-line">
          <span class="muted">{card.placed}</span>
          {card.total && (
            <b>
              {texts.total} {card.total}
            </b>
          )}
        </p>
      )}
    </div>
  )
}

function Product({ card }: { card: Extract<CardOf, { kind: 'product' }> }) {
  return (
    <div class="card-body product">
      {card.picture && <Picture small part={card.picture} />}
      <div>
        <p class="card-title">{card.title}</p>
        {card.description && <p class="muted">{card.description}</p>}
        {card.price && <b>{card.price}</b>}
      </div>
    </div>
  )
}
