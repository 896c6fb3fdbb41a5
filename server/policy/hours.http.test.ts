import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type BusinessHours,
  getPolicy,
  listAnnouncements,
  listPolicyVersions,
  type PolicyDocument,
  plainText,
  trySentence,
  updateCurrentMember,
  updatePolicy,
} from '../../contract/index.ts'
import { ConsoleClient } from '../../testing/console-client.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { startTestServer, type TestServerHandle } from '../../testing/running-server.ts'
import { defaultPolicy } from './index.ts'

let server: TestServerHandle
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10)
const never: BusinessHours['week'] = Array.from({ length: 7 }, () => [])
const whole = [{ from: '00:00', to: '24:00' }]
const always: BusinessHours['week'] = Array.from({ length: 7 }, () => whole)

describe('business hours', () => {
  it('keep a customer from being passed to somebody who is online, and say when people are back', async () => {
    const closed = { week: never, dates: { [day(2)]: [{ from: '09:30', to: '12:00' }] } }
    const tenant = await server.createTenant({ hours: closed })
    const agent = await server.createMember(tenant, 'agent')
    const admin = await server.createMember(tenant, 'admin')
    const desk = new ConsoleClient(server.url, agent.cookie)
    await desk.ready()
    await server.call(updateCurrentMember, { cookie: agent.cookie, body: { presence: 'online' } })
    const customer = await server.customer(tenant)
    const answer = await customer.ask('I want to talk to a human')
    expect(plainText(answer.body.parts)).toMatch(
      /Nobody is on duty.*People are back on \w+ at 09:30\. Leave a message/,
    )
    expect(answer.body.parts.at(-1)).toEqual({ type: 'form', form: 'leave-message' })
    const told = () => customer.frames.findLast((frame) => frame.type === 'queue')
    await customer.until(() => told()?.queue !== undefined, 'the queue')
    expect(told()?.queue).toMatchObject({ onDuty: false, backAt: `${day(2)}T09:30:00.000Z`, timeZone: 'UTC' })

    // Opened again, it is told at once, and the next hand-over is a real one.
    const { version, document } = (await server.call(getPolicy, { cookie: admin.cookie })).body
    await server.call(updatePolicy, {
      cookie: admin.cookie,
      headers: { 'if-match': String(version) },
      query: { note: '国庆加班' },
      body: { ...document, hours: { ...closed, dates: { [day(0)]: whole, [day(1)]: whole } } },
    })
    await customer.until(() => told()?.queue?.onDuty === true, 'people on duty')
    expect(told()?.queue).not.toHaveProperty('backAt')
    const second = await server.customer(tenant)
    expect(plainText((await second.ask('I want to talk to a human')).body.parts)).toMatch(
      /passing you to a person/,
    )
    const versions = (await server.call(listPolicyVersions, { cookie: admin.cookie })).body.items
    expect(versions[0]).toMatchObject({ version: version + 1, note: '国庆加班' })
    expect(versions[1]).not.toHaveProperty('note')
    desk.close()
  })

  it('name the place in the queue where a text asks for it', async () => {
    const texts: PolicyDocument['texts'] = structuredClone(defaultPolicy.texts)
    texts.handover['customer-asked'] = {
      en: 'One moment. You are number {{queue.position}}. It takes {{queue.wait}} minutes.',
      zh: '请稍候，您排在第{{queue.position}}位。',
    }
    const tenant = await server.createTenant({ texts, hours: { week: always } })
    const agent = await server.createMember(tenant, 'agent')
    const desk = new ConsoleClient(server.url, agent.cookie)
    await desk.ready()
    await server.call(updateCurrentMember, { cookie: agent.cookie, body: { presence: 'online' } })
    const first = await server.customer(tenant)
    const said = await first.ask('I want to talk to a human')
    expect(plainText(said.body.parts)).toBe('One moment. You are number 1.')
    const second = await server.customer(tenant)
    expect(plainText((await second.ask('转人工')).body.parts)).toBe('请稍候，您排在第2位。')
    desk.close()
  })

  it('are refused when they make no sense', async () => {
    const tenant = await server.createTenant()
    const { cookie } = await server.createMember(tenant, 'admin')
    const put = async (hours: unknown) =>
      (await server.call(updatePolicy, { cookie, body: { ...defaultPolicy, hours } })).status
    const on = (range: unknown) => ({ week: [range, ...never.slice(1)] })
    expect(await put(on([{ from: '09:00', to: '09:00' }]))).toBe(422)
    expect(await put(on([{ from: '18:00', to: '09:00' }]))).toBe(422)
    expect(
      await put(
        on([
          { from: '09:00', to: '12:00' },
          { from: '11:59', to: '13:00' },
        ]),
      ),
    ).toBe(422)
    expect(await put({ week: never, timeZone: 'Mars/Olympus' })).toBe(422)
    expect(await put(on([{ from: '00:00', to: '24:00' }]))).toBe(200)
  })
})

describe('a scene', () => {
  it('is told by words, tried before it is saved, and kept in the decision record', async () => {
    const tenant = await server.createTenant()
    await server.teach(tenant, libraryEntries)
    const { cookie } = await server.createMember(tenant, 'knowledge-operator')
    const { version, document } = (await server.call(getPolicy, { cookie })).body
    const changed = {
      ...document,
      scenes: [
        { key: 'complaint', words: ['complain'], below: 'handover', threshold: 1 },
        { key: 'loans', categories: ['Loans'] },
        ...document.scenes,
      ],
    }
    const text = 'I complain: what does it cost to return a book late?'
    const body = { text, document: changed }
    const tried = (await server.call(trySentence, { cookie, body })).body
    expect(tried).toMatchObject({
      scene: 'complaint',
      cause: { by: 'word', value: 'complain' },
      outcome: 'handover',
      rule: 'scene-hands-over-below-threshold',
    })
    expect((await server.call(trySentence, { cookie, body: { text } })).body.scene).toBe('default')
    const plain = { text: 'What does it cost to return a book late?', document: changed }
    expect((await server.call(trySentence, { cookie, body: plain })).body).toMatchObject({
      scene: 'loans',
      cause: { by: 'category', value: 'Loans' },
      tried: [{ scene: 'complaint' }, { scene: 'loans' }],
    })
    const saved = await server.call(updatePolicy, {
      cookie,
      body: changed,
      headers: { 'if-match': String(version) },
    })
    expect(saved.status).toBe(200)
    const customer = await server.customer(tenant)
    await customer.ask(text)
    const [row] = await server.database.asOwner<{ decided: Record<string, unknown> }>(
      `select record->'decided' as decided from attune.decisions where tenant_id = '${tenant.id}'`,
    )
    expect(row?.decided).toMatchObject({ scene: 'complaint', sceneCause: { by: 'word', value: 'complain' } })
  })
})

describe('an announcement', () => {
  it('is shown to its audience while it lasts', async () => {
    const at = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString()
    const text = { en: 'Down tonight', zh: '今晚维护' }
    const tenant = await server.createTenant({
      announcements: [
        { key: 'now', text, until: at(5) },
        { key: 'over', text, until: at(-5) },
        { key: 'staff', text, audience: 'staff' },
        { key: 'soon', text, from: at(5), audience: 'customers' },
      ],
    })
    const session = await server.startSession(tenant)
    expect(session.channel.announcements?.map((one) => one.key)).toEqual(['now', 'soon'])
    const { cookie } = await server.createMember(tenant, 'agent')
    const staff = (await server.call(listAnnouncements, { cookie })).body.items
    expect(staff.map((one) => one.key)).toEqual(['now', 'staff'])
  })
})
