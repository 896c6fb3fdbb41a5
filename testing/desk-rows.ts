import { randomUUID } from 'node:crypto'
import { addNote, type ConversationId, updateDeskSettings } from '../contract/index.ts'
import { ConsoleClient } from './console-client.ts'
import type { TestMember, TestServerHandle, TestTenant } from './running-server.ts'

/** At least one row in every table of what agents do, in the way they do it. */
export async function fillDesk(
  server: TestServerHandle,
  tenant: TestTenant,
  admin: TestMember,
  conversationId: string,
): Promise<void> {
  const agent = await server.createMember(tenant, 'agent')
  const cookie = admin.cookie
  const answers = [
    await server.call(addNote, {
      cookie,
      params: { conversationId },
      body: { clientId: randomUUID(), text: 'Look at this', mentions: [agent.memberId] },
    }),
    await server.call(updateDeskSettings, { cookie, body: { capacity: 5 } }),
  ]
  const failed = answers.find((answer) => answer.status !== 200)
  if (failed !== undefined) throw new Error(JSON.stringify(failed.body))
  const page = new ConsoleClient(server.url, agent.cookie)
  await page.ready()
  page.send({ type: 'read', conversationId: conversationId as ConversationId, seq: 1 })
  await page.until((frame) => frame.type === 'seen')
  page.close()
}
