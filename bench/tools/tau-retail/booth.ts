import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { composeModules } from '../../../server/app/index.ts'
import { openConversation } from '../../../server/conversations/index.ts'
import { systemClock } from '../../../server/platform/clock/index.ts'
import { provideDatabase } from '../../../server/platform/db/index.ts'
import type { CustomerCaller } from '../../../server/platform/http/index.ts'
import { silentLog } from '../../../server/platform/log/index.ts'
import { createTenant } from '../../../server/tenants/index.ts'
import type { Guard } from '../../../server/tools/index.ts'
import { type Run, retailTools, toolName } from './retail-tools.ts'
import { type Action, type Shop, Store } from './store.ts'
import type { Variant } from './variants.ts'

export type Ended = { done: true } | { done: false; code: string }

/** One customer, proven to be who they are, in a conversation of their own with a shop of their own. */
export interface Visit {
  readonly store: Store
  readonly caller: CustomerCaller
  readonly ownerEpoch: number
  /** Asks for an action and, where it changes something, confirms the card. */
  play(action: Action): Promise<Ended>
  /** Asks without confirming. */
  ask(action: Action): ReturnType<Booth['ask']>
}

export interface Booth {
  visit(subject: string | undefined): Promise<Visit>
  tryVariant(variant: Variant): Promise<string>
  ask(
    visit: Pick<Visit, 'caller' | 'ownerEpoch'>,
    action: Action,
  ): Promise<{ callId: string; inputHash: string } | { code: string } | { done: true }>
  close(): Promise<void>
}

/** The whole product with the shop's tools, on a database of its own. */
export async function openBooth(shop: Shop, faults: readonly Guard[]): Promise<Booth> {
  const directory = await mkdtemp(join(tmpdir(), 'attune-retail-'))
  const provided = await provideDatabase({
    dataDirectory: directory,
    external: undefined,
    memoryMb: 256,
    log: silentLog(),
  })
  const modules = composeModules({
    urls: provided.urls,
    secretKey: Buffer.alloc(32, 7),
    log: silentLog(),
    clock: systemClock,
    filesDirectory: join(directory, 'files'),
    toolFaults: faults,
  })
  const { tools, customers, database, clock, channels, conversationLog } = modules
  const owner = new pg.Pool({
    connectionString: provided.urls.owner,
    max: 1,
    options: '-c search_path=attune',
  })
  owner.on('error', () => undefined)
  const asOwner = async <Row>(text: string, values: unknown[]): Promise<Row[]> =>
    (await owner.query(text, values)).rows as Row[]
  const tenant = {
    id: await createTenant(database, clock, {
      slug: 'retail',
      name: 'Retail',
      locale: 'en',
      timeZone: 'UTC',
    }),
    channelKey: 'retail',
  }
  await channels.ensure(tenant.id, { key: tenant.channelKey, name: 'Retail', settings: {} })
  const channelId = (await channels.byKey(tenant.channelKey)).id
  let run: Run = { store: new Store(shop), handOver: async () => undefined }
  for (const tool of retailTools(() => run)) tools.register(tool, tenant.id)

  async function handOver(conversationId: string): Promise<void> {
    await conversationLog.write({
      tenantId: tenant.id,
      conversationId,
      at: clock.now(),
      events: [
        {
          type: 'owner-changed',
          actor: { kind: 'assistant' },
          body: { from: { kind: 'assistant' }, to: { kind: 'queue' }, reason: 'customer-asked' },
        },
      ],
      set: { owner: { kind: 'queue' }, handoverReason: 'customer-asked', queuedAt: clock.now() },
    })
  }

  /** The state a call has come to, or the code that ended it. */
  async function endOf(callId: string): Promise<Ended> {
    const [row] = await asOwner<{ state: string; code: string | null }>(
      'select state, code from attune.tool_calls where id = $1',
      [callId],
    )
    return row?.state === 'done' ? { done: true } : { done: false, code: row?.code ?? row?.state ?? 'none' }
  }

  const booth: Booth = {
    async visit(subject) {
      // A visit is a customer of its own: an earlier proof of the same person makes room. Nobody is proven where nobody is named.
      if (subject !== undefined)
        await asOwner('delete from attune.customer_identities where subject = $1', [subject])
      const customer =
        subject === undefined
          ? await customers.createAnonymous(tenant.id, 'en')
          : await customers.identify(tenant.id, channelId, { subject }, undefined)
      const conversationId = await openConversation(
        { database, clock },
        { tenantId: tenant.id, channelId, customerId: customer.id, reopenWithinSeconds: 0 },
      )
      const caller: CustomerCaller = {
        kind: 'customer',
        tenantId: tenant.id,
        customerId: customer.id,
        channelId,
        conversationId,
        ...(subject === undefined ? {} : { provenAt: clock.now() }),
      }
      run = { store: new Store(shop), handOver: () => handOver(caller.conversationId) }
      const visit: Visit = {
        store: run.store,
        caller,
        ownerEpoch: 1,
        ask: (action) => booth.ask(visit, action),
        async play(action) {
          const asked = await booth.ask(visit, action)
          if ('done' in asked) return asked
          if ('code' in asked) return { done: false, code: asked.code }
          await confirm(caller, asked)
          return endOf(asked.callId)
        },
      }
      return visit
    },
    async ask({ caller, ownerEpoch }, action) {
      const called = await tools.request({
        tenantId: tenant.id,
        conversationId: caller.conversationId,
        tool: toolName(action.name),
        input: action.arguments,
        ownerEpoch,
        proven: caller.provenAt !== undefined,
      })
      if (called.state === 'done') return { done: true }
      if (called.state === 'proof') return { code: 'identity-required' }
      if (called.state !== 'asked') return { code: called.code }
      const [row] = await asOwner<{ input_hash: string }>(
        'select input_hash from attune.tool_calls where id = $1',
        [called.callId],
      )
      return { callId: called.callId, inputHash: row?.input_hash ?? '' }
    },
    async tryVariant(variant) {
      const visit = await booth.visit(variant.subject)
      variant.prepare(visit.store)
      if (variant.kind === 'afterHandover') await handOver(visit.caller.conversationId)
      const asked = await visit.ask(variant.action)
      if ('done' in asked) return 'done'
      if ('code' in asked) return asked.code
      if (variant.kind === 'unconfirmed') {
        const said = await confirm(visit.caller, { ...asked, inputHash: 'of another card' })
        if (said !== undefined) return said
        return Object.keys(visit.store.differences()).length > 0 ? 'done' : 'nothing'
      }
      if (variant.kind === 'takenMeanwhile') await handOver(visit.caller.conversationId)
      const first = await confirm(visit.caller, asked)
      if (variant.kind === 'twice') {
        const before = JSON.stringify(visit.store.differences())
        const second = await confirm(visit.caller, asked)
        return JSON.stringify(visit.store.differences()) === before
          ? (second ?? 'done-twice')
          : 'changed-twice'
      }
      const ended = await endOf(asked.callId)
      return ended.done ? (first ?? 'done') : ended.code
    },
    async close() {
      await modules.close()
      await owner.end()
      await provided.stop()
      await rm(directory, { recursive: true, force: true })
    },
  }

  /** The click of the customer; the code of its refusal, if it was refused. */
  async function confirm(
    caller: CustomerCaller,
    card: { callId: string; inputHash: string },
  ): Promise<string | undefined> {
    try {
      await tools.receive(caller, {
        type: 'tool-confirm',
        clientId: randomUUID(),
        callId: card.callId,
        inputHash: card.inputHash,
        accepted: true,
      })
      await tools.drain()
      return undefined
    } catch (error) {
      return (error as { code?: string }).code ?? String(error)
    }
  }

  return booth
}
