import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { eraseCustomer, exportCustomer } from '../../../contract/index.ts'
import { createTestDatabase } from '../../../testing/database.ts'
import { cancelling } from '../../../testing/procedures/cancelling.ts'
import {
  begin,
  inside,
  publish,
  runOf,
  type Said,
  tap,
  teachCancelling,
  textOf,
} from '../../../testing/procedures/procedure-shop.ts'
import { startTestServer } from '../../../testing/running-server.ts'
import {
  admin,
  cancel,
  click,
  inToolShop,
  lookUp,
  reached,
  reset,
  server,
  someone,
  tenant,
} from '../../../testing/tools/tool-shop.ts'
import { silentLog } from '../../platform/log/index.ts'
import type { Tool } from '../../tools/index.ts'
import { readBackup, restoreBackup, writeBackup } from '../index.ts'

inToolShop()
beforeAll(async () => {
  await teachCancelling()
  await publish(cancelling())
})

/** To where it was said which order, and not yet why. */
async function inTheMiddle() {
  reset()
  const { customer, order } = await someone('A1')
  await begin(customer)
  const why = await customer.ask(order)
  expect(await runOf(customer)).toMatchObject({ step: 'why', slots: { order: { value: order } } })
  return { customer, order, why }
}

it('goes on from a backup, on a database that was empty', async () => {
  const { customer, order, why } = await inTheMiddle()
  const folder = mkdtempSync(join(tmpdir(), 'attune-runs-'))
  await using target = await createTestDatabase({ migrated: false })
  try {
    const directory = join(folder, 'backup')
    const filesDirectory = join(folder, 'files')
    await writeBackup({
      urls: server.database.urls,
      directory,
      secretKey: Buffer.alloc(32, 7),
      filesDirectory,
      withSecrets: true,
      now: new Date(),
    })
    const { manifest } = await readBackup(directory)
    await restoreBackup({ urls: target.urls, directory, filesDirectory, manifest, log: silentLog() })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  const later = await startTestServer({ beside: target })
  try {
    for (const tool of [lookUp, cancel] as Tool[]) later.modules.tools.register(tool)
    const back = await later.customer(tenant, customer.session)
    const asked = (await back.event('assistant-message', why.seq - 1)) as Said
    expect(textOf(asked)).toContain('Why?')
    const seq = await tap(back, asked, 'Ordered by mistake')
    await click(back, await back.event('tool-confirmation-asked', seq))
    await back.event('tool-settled')
    await expect.poll(() => runOf(back, later)).toMatchObject({ state: 'done', step: 'bye' })
    expect(reached(order)).toBe(1)
    // The old installation knows nothing of it.
    expect(await runOf(customer)).toMatchObject({ state: 'active', step: 'why' })
  } finally {
    await later.stop()
  }
})

it('is handed out with its customer’s data, and loses every word with the customer', async () => {
  const { customer, order } = await inTheMiddle()
  const { cookie } = admin
  const params = { customerId: customer.session.customerId }
  const { tables } = (await server.call(exportCustomer, { cookie, params })).body
  expect(tables.procedure_runs).toEqual([
    expect.objectContaining({
      conversation_id: customer.session.conversationId,
      state: 'active',
      step: 'why',
      slots: { order: expect.objectContaining({ value: order }) },
    }),
  ])
  await customer.send({ type: 'close' })
  expect((await server.call(eraseCustomer, { cookie, params })).status).toBe(200)
  expect(await runOf(customer)).toMatchObject({ state: 'stopped', code: 'erased', slots: {} })
  const rows = await server.database.asOwner<{ row: string }>(
    'select r::text as row from attune.procedure_runs r where conversation_id = $1',
    [customer.session.conversationId],
  )
  expect(JSON.stringify([rows, await inside(customer, 'procedure-changed')])).not.toContain(order)
})
