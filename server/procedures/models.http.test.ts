import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProcedure, draftProcedureFrom, procedureDefinition } from '../../contract/index.ts'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../../testing/models/scripted-endpoint.ts'
import { addScriptedModel } from '../../testing/models/scripted-model.ts'
import { begin, publish, runOf, teachCancelling, textOf } from '../../testing/procedures/procedure-shop.ts'
import {
  startTestServer,
  type TestMember,
  type TestServerHandle,
  type TestTenant,
} from '../../testing/running-server.ts'

let endpoint: ScriptedEndpoint
let server: TestServerHandle
let tenant: TestTenant
let admin: TestMember

beforeAll(async () => {
  endpoint = await startScriptedEndpoint(() => '{}')
  server = await startTestServer({ privateHosts: [endpoint.host] })
  tenant = await server.createTenant()
  admin = await server.createMember(tenant, 'admin')
})
afterAll(async () => {
  await server?.stop()
  await endpoint?.stop()
})

const sop = 'Ask for the e-mail.\n2. Look at today’s date.\nA person sends the link.'
const draft = (language: 'en' | 'zh' = 'en') =>
  server.call(draftProcedureFrom, {
    cookie: admin.cookie,
    body: { name: 'Reset a password', document: sop, language },
  })

describe('a draft from a document', () => {
  it('is a step a line where no model reads it, for people to sort', async () => {
    const { status, body } = await draft()
    expect(status).toBe(200)
    expect(body.by).toBe('fallback')
    expect(body.definition.steps.map((step) => step.kind)).toEqual(['say', 'say', 'say', 'hand-over'])
  })

  it('is made of steps, slots and tools by a model, and can be kept', async () => {
    await addScriptedModel(server, admin.cookie, endpoint)
    const none = { slot: null, tool: null, branches: [] }
    endpoint.script = () =>
      JSON.stringify({
        steps: [
          { ...none, id: 'step-1', kind: 'ask', text: 'Which e-mail?', slot: 'email' },
          { ...none, id: 'step-2', kind: 'tool', text: 'Look at the date', tool: 'date' },
          {
            ...none,
            id: 'step-3',
            kind: 'branch',
            text: 'Is it urgent?',
            branches: [
              { when: 'It is urgent', to: 'step-4' },
              { when: 'It can wait', to: 'step-5' },
            ],
          },
          { ...none, id: 'step-4', kind: 'handover', text: 'A person sends the link.' },
          { ...none, id: 'step-5', kind: 'end', text: 'You will hear from us.' },
        ],
      })
    const { body } = await draft()
    expect(body.by).toBe('model')
    expect(body.definition.slots).toMatchObject([{ name: 'email', type: 'email' }])
    expect(body.definition.steps).toMatchObject([
      { kind: 'ask', slots: ['email'] },
      { kind: 'tool', tool: 'date', input: {} },
      { kind: 'choose', options: [{ next: 'step-4' }, { next: 'step-5' }] },
      { kind: 'hand-over', note: 'A person sends the link.' },
      { kind: 'end' },
    ])
    const kept = await server.call(createProcedure, { cookie: admin.cookie, body: body.definition })
    expect(kept.status).toBe(200)
    expect(kept.body.published).toBeUndefined()
  })

  it.each([
    ['en', 'Otherwise'],
    ['zh', '其他情况'],
  ] as const)('names the other case of a lone branch in %s', async (language, otherwise) => {
    const none = { slot: null, tool: null, branches: [] }
    endpoint.script = () =>
      JSON.stringify({
        steps: [
          {
            ...none,
            id: 'step-1',
            kind: 'branch',
            text: 'Is it lost?',
            branches: [{ when: 'Lost', to: 'step-2' }],
          },
          { ...none, id: 'step-2', kind: 'end', text: 'A new one is sent.' },
        ],
      })
    const { body } = await draft(language)
    expect(body.definition.steps[0]).toMatchObject({
      kind: 'choose',
      options: [{ label: { [language]: 'Lost' } }, { label: { [language]: otherwise }, next: 'step-2' }],
    })
  })
})

describe('an answer that rules cannot read', () => {
  it('is read by a model, and what it makes up is not taken', async () => {
    await teachCancelling(tenant, server)
    await publish(
      procedureDefinition.parse({
        name: { en: 'Cancel' },
        entries: ['cancelling'],
        slots: [
          {
            name: 'reason',
            label: { en: 'Reason' },
            type: 'choice',
            options: [
              { value: 'mistake', label: { en: 'Ordered by mistake' } },
              { value: 'late', label: { en: 'Comes too late' } },
            ],
          },
        ],
        steps: [
          { id: 'why', kind: 'ask', slots: ['reason'], text: { en: 'Why?' } },
          { id: 'end', kind: 'end', text: { en: 'Because: {reason}.' } },
        ],
      }),
      admin.cookie,
      server,
    )
    const customer = await server.customer(tenant)
    const values = (value: string) => () => JSON.stringify({ values: [{ key: 'reason', value }] })
    await begin(customer)
    endpoint.script = values('Send me money')
    expect(textOf(await customer.ask('purple kettles whistle beneath the moon'))).toMatch(
      /^I did not get that/,
    )
    endpoint.script = values('Comes too late')
    const end = await customer.ask('purple snails carry my kettle to the moon')
    expect(textOf(end)).toBe('Because: Comes too late.')
    expect(await runOf(customer, server)).toMatchObject({ state: 'done' })
  })
})
