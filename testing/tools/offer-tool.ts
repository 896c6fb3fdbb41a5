import type { AnswerButton } from '../../contract/index.ts'
import type { CustomerClient } from '../customer-client.ts'
import type { TestServerHandle, TestTenant } from '../running-server.ts'

/** A message of the assistant with the button of a tool; gives its place. */
export const offerTool = (
  server: TestServerHandle,
  customer: CustomerClient,
  tenant: TestTenant,
  tool: string,
): Promise<number> => offerButton(server, customer, tenant, { kind: 'tool', label: 'Do it', tool })

/** The same with any button. */
export async function offerButton(
  { modules }: TestServerHandle,
  customer: CustomerClient,
  tenant: TestTenant,
  button: AnswerButton,
): Promise<number> {
  const written = await modules.conversationLog.write({
    tenantId: tenant.id,
    conversationId: customer.session.conversationId,
    at: new Date(),
    events: [
      {
        type: 'assistant-message',
        actor: { kind: 'assistant' },
        body: {
          kind: 'notice',
          parts: [{ type: 'buttons', version: 1, buttons: [button] }],
          sources: [],
        },
      },
    ],
  })
  return written.outcome === 'written' ? written.seq : 0
}
