import { randomUUID } from 'node:crypto'
import { addNote, updateDeskSettings } from '../contract/index.ts'
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
}
