import { randomUUID } from 'node:crypto'
import { createProcedure, procedureDefinition, publishProcedure } from '../../contract/index.ts'
import type { CustomerClient } from '../customer-client.ts'
import type { TestMember, TestServerHandle, TestTenant } from '../running-server.ts'

const small = (entries: string[] = []) =>
  procedureDefinition.parse({
    name: { en: 'Visit', zh: '到馆' },
    entries,
    slots: [{ name: 'when', label: { en: 'When' }, type: 'date' }],
    steps: [{ id: 'ask', kind: 'ask', slots: ['when'], text: { en: 'When do you come?' } }],
  })

/** Whole requests to the routes of procedures, by name. */
export const procedureBodies: Record<string, () => unknown> = {
  createProcedure: () => small(),
  updateProcedure: () => small(),
  publishProcedure: () => ({}),
  restoreProcedure: () => ({ number: 1 }),
  tryProcedure: () => ({ definition: small(), language: 'en' }),
  draftProcedureFrom: () => ({ name: 'Visit', document: 'Ask when they come.', language: 'en' }),
}

export async function procedureIds(
  server: TestServerHandle,
  { cookie }: TestMember,
): Promise<Record<string, string>> {
  const { body } = await server.call(createProcedure, { cookie, body: small() })
  return { procedureId: body.id, runId: randomUUID() }
}

/** At least one row in every table of procedures, in the way operators and customers make them. */
export async function fillProcedures(
  server: TestServerHandle,
  _tenant: TestTenant,
  { cookie }: TestMember,
  customer: CustomerClient,
): Promise<void> {
  const made = await server.call(createProcedure, { cookie, body: small(['opening-hours']) })
  const params = { procedureId: made.body.id }
  const published = await server.call(publishProcedure, { cookie, params, body: {} })
  if (published.status !== 200) throw new Error(JSON.stringify(published.body))
  const answer = await customer.ask('What are your opening hours?')
  const ack = await customer.send({ type: 'procedure-start', ofSeq: answer.seq, procedure: made.body.id })
  if (ack.type === 'error') throw new Error(ack.code)
  await customer.event('assistant-message', ack.seq)
}
