import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ConversationEvent, plainText } from '../../contract/index.ts'
import { libraryEntries } from '../../testing/entries.ts'
import { startTestServer, type TestServerHandle, type TestTenant } from '../../testing/running-server.ts'

let server: TestServerHandle
let tenant: TestTenant

beforeAll(async () => {
  server = await startTestServer()
  tenant = await server.createTenant()
  await server.teach(tenant, libraryEntries)
})
afterAll(() => server.stop())

type Reply = Extract<ConversationEvent, { type: 'assistant-message' }>
const text = ({ body }: Reply) => plainText(body.parts)
const optionsOf = ({ body }: Reply) =>
  body.parts.flatMap((part) => (part.type === 'choice' ? part.options : []))

describe('what asks nothing', () => {
  it('is answered in the language of the talk, and passes nobody on', async () => {
    const customer = await server.customer(tenant)
    const first = await customer.ask('图书馆几点开门？')
    expect(first.body.kind).toBe('answer')
    for (const said of [
      '好的',
      'ok',
      '😂',
      '我再看看',
      '你是机器人吗',
      '你能做什么',
      '没有了',
      'thx',
      '没事了，再见',
    ]) {
      const reply = await customer.ask(said)
      expect([said, reply.body.kind]).toEqual([said, 'small-talk'])
      expect(text(reply)).toMatch(/[\u4e00-\u9fff]/)
    }
    // What was spoken of before still is.
    const again = await customer.ask('图书馆几点关门？')
    expect(again.body.kind).toBe('answer')
  })

  it('says honestly that nobody human is talking', async () => {
    const customer = await server.customer(tenant)
    expect(text(await customer.ask('Are you a real person?'))).toContain('not a person')
  })

  it('offers something else to whom the answer did not help, once, and then people', async () => {
    const customer = await server.customer(tenant)
    const answer = await customer.ask('What are your opening hours?')
    const sorry = await customer.ask("that's not what I asked")
    expect(sorry.body.kind).toBe('options')
    const offered = optionsOf(sorry)
    expect(offered.map(({ id }) => id)).not.toContain(answer.body.entryId)
    expect(offered.at(-1)?.action).toBe('human')
    await customer.say('???')
    expect((await customer.event('owner-changed')).body).toMatchObject({ reason: 'not-solved' })
  })

  it('hears a typed no to what was offered', async () => {
    const customer = await server.customer(tenant)
    await customer.ask('What are your opening hours?')
    await customer.ask('that did not help')
    await customer.say('none of these')
    expect((await customer.event('owner-changed')).body).toMatchObject({ reason: 'option-declined' })
  })
})
