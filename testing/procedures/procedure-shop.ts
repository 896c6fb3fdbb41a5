import type { ConversationEvent, MessagePart, ProcedureDefinition } from '../../contract/index.ts'
import { createProcedure, plainText, publishProcedure } from '../../contract/index.ts'
import type { CustomerClient } from '../customer-client.ts'
import { libraryEntries } from '../entries.ts'
import type { TestServerHandle, TestTenant } from '../running-server.ts'
import { offerButton } from '../tools/offer-tool.ts'
import { admin, server, tenant } from '../tools/tool-shop.ts'

export type Said = Extract<ConversationEvent, { type: 'assistant-message' }>

/** An entry whose answer offers the procedure, beside the library's own. */
export async function teachCancelling(at = tenant, on = server): Promise<void> {
  await on.teach(at, [
    ...libraryEntries,
    {
      key: 'cancelling',
      category: { en: 'Orders', zh: '订单' },
      question: { en: 'How do I cancel an order?', zh: '怎么取消订单？' },
      similar: {
        en: ['I want to cancel my order', 'Cancel an order please', 'Can an order be cancelled?'],
        zh: ['我要取消订单', '订单可以取消吗', '帮我取消订单'],
      },
      answer: { en: 'An order that was not sent can be cancelled.', zh: '未发货的订单可以取消。' },
    },
  ])
}

export async function publish(
  definition: ProcedureDefinition,
  cookie = admin.cookie,
  on = server,
): Promise<string> {
  const made = await on.call(createProcedure, { cookie, body: definition })
  if (made.status !== 200) throw new Error(JSON.stringify(made.body))
  const { id } = made.body
  const published = await on.call(publishProcedure, { cookie, params: { procedureId: id }, body: {} })
  if (published.status !== 200) throw new Error(JSON.stringify(published.body))
  return id
}

export const textOf = (event: { body: { parts: MessagePart[] } }): string => plainText(event.body.parts)

/** Presses the button that begins a procedure; gives what is said then. */
export async function begin(customer: CustomerClient, question = 'How do I cancel an order?'): Promise<Said> {
  const answer = await customer.ask(question)
  const button = answer.body.parts
    .flatMap((part) => (part.type === 'buttons' ? part.buttons : []))
    .find((one) => one.kind === 'procedure')
  if (button?.kind !== 'procedure') throw new Error(`no button: ${textOf(answer)}`)
  const ack = await customer.send({
    type: 'procedure-start',
    ofSeq: answer.seq,
    procedure: button.procedure,
  })
  if (ack.type === 'error') throw new Error(ack.code)
  return customer.event('assistant-message', ack.seq)
}

/** The same of any procedure, by a button that stands below a message. */
export async function startProcedure(
  on: TestServerHandle,
  at: TestTenant,
  customer: CustomerClient,
  procedure: string,
): Promise<Said> {
  const button = { kind: 'procedure' as const, label: 'Begin', procedure }
  const ofSeq = await offerButton(on, customer, at, button)
  const ack = await customer.send({ type: 'procedure-start', ofSeq, procedure })
  if (ack.type === 'error') throw new Error(ack.code)
  return customer.event('assistant-message', ack.seq)
}

/** Presses an option by its label; gives what is said then. */
export async function press(customer: CustomerClient, of: Said, label: string): Promise<Said> {
  const seq = await tap(customer, of, label)
  return customer.event('assistant-message', seq)
}

export async function tap(customer: CustomerClient, of: Said, label: string): Promise<number> {
  const option = of.body.parts
    .flatMap((part) => (part.type === 'choice' ? part.options : []))
    .find((one) => one.label === label)
  if (option === undefined) throw new Error(`no option ${label}: ${textOf(of)}`)
  const ack = await customer.send({ type: 'choice', ofSeq: of.seq, optionId: option.id })
  if (ack.type === 'error') throw new Error(ack.code)
  return ack.seq
}

export interface RunSeen {
  id: string
  state: string
  code: string | null
  step: string
  awaiting: string
  number: number
  revision: number
  slots: Record<string, { value: string }>
}

export async function runOf(customer: CustomerClient, on = server): Promise<RunSeen | undefined> {
  const [row] = await on.database.asOwner<RunSeen>(
    `select id, state, code, step, awaiting, number, revision, slots from attune.procedure_runs
     where conversation_id = $1 order by id desc limit 1`,
    [customer.session.conversationId],
  )
  return row
}

/** Events that customers do not receive. */
export function inside(customer: CustomerClient, type: string): Promise<{ body: Record<string, unknown> }[]> {
  return server.database.asOwner(
    'select body from attune.conversation_events where conversation_id = $1 and type = $2 order by seq',
    [customer.session.conversationId, type],
  )
}
