import { useId } from 'preact/hooks'
import type { ToolLine } from '../../contract/index.ts'
import { useChat } from '../screen/context.ts'
import { Icon } from '../screen/icons.tsx'
import { ProofCard } from './proof-card.tsx'
import { ToolForm } from './tool-form.tsx'
import type { ShownTool } from './tool-items.ts'
import { useExpired } from './use-expired.ts'

/** What the assistant asks before it does something, and what it has done. */
export function ToolCard({ item }: { item: ShownTool }) {
  const { texts } = useChat()
  const { event, stands } = item
  if (event.redacted) return <p class="line">{texts.erased}</p>
  switch (event.type) {
    case 'tool-form-asked':
      return (
        <ToolForm
          callId={event.body.callId}
          title={event.body.title}
          fields={event.body.fields}
          stands={stands}
        />
      )
    case 'tool-confirmation-asked':
      return <Confirmation item={item} body={event.body} />
    case 'tool-proof-asked':
      return <ProofCard body={event.body} stands={stands} />
    case 'tool-approval-asked':
      return (
        <div class="receipt tool">
          <p class="receipt-title">
            <Icon name="person" /> {texts.toolApproval}
          </p>
          <p class="muted">{event.body.title}</p>
        </div>
      )
    default: {
      const { outcome, text, lines, receipt } = event.body
      return (
        <div class={`receipt tool ${outcome}`}>
          <p class="receipt-title">
            {outcome === 'done' && <Icon name="check" />}
            {texts.toolOutcome[outcome]}
          </p>
          <p class="text">{text}</p>
          <Lines lines={lines} />
          {receipt && (
            <p class="card-line muted">
              <span>{texts.toolReceipt}</span>
              <b>{receipt}</b>
            </p>
          )}
        </div>
      )
    }
  }
}

function Lines({ lines }: { lines: readonly ToolLine[] }) {
  if (lines.length === 0) return null
  return (
    <dl class="tool-lines">
      {lines.map(({ label, value }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines of a card never change
        <div key={index}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Confirmation({
  item,
  body,
}: {
  item: ShownTool
  body: Extract<ShownTool['event'], { type: 'tool-confirmation-asked' }>['body']
}) {
  const { chat, texts } = useChat()
  const title = useId()
  const expired = useExpired(body.expiresAt)
  const { stands } = item
  const open = stands === 'open' && !expired
  const decide = (accepted: boolean) =>
    chat.sendTool({ type: 'tool-confirm', callId: body.callId, inputHash: body.inputHash, accepted })
  return (
    <section class="receipt tool confirm" aria-labelledby={title}>
      <p class="receipt-title" id={title}>
        {texts.toolConfirm(body.title)}
      </p>
      <Lines lines={body.lines} />
      {open ? (
        <div class="tool-buttons">
          <button type="button" class="primary" onClick={() => decide(true)}>
            {texts.toolAccept}
          </button>
          <button type="button" class="small" onClick={() => decide(false)}>
            {texts.toolDecline}
          </button>
        </div>
      ) : (
        <p class="muted">
          {expired && stands === 'open' ? texts.toolStands.expired : texts.toolStands[stands]}
        </p>
      )}
    </section>
  )
}
