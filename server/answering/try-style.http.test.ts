import { afterAll, beforeAll, expect, it } from 'vitest'
import { guardStyle, tryStyle } from '../../contract/index.ts'
import { startTestServer, type TestServerHandle } from '../../testing/running-server.ts'

let server: TestServerHandle
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.stop())

it('tells of sample sentences what of a way of writing they do not keep to', async () => {
  const { cookie } = await server.createMember(await server.createTenant(), 'knowledge-operator')
  const check = async (style: object, texts: string[]) => {
    const { body } = await server.call(tryStyle, { cookie, body: { texts, style: guardStyle.parse(style) } })
    return body.items.map((one) => one.findings.map(({ code, words }) => (words ? `${code} ${words}` : code)))
  }
  const strict = {
    address: 'nin',
    emoji: false,
    mostCharacters: 80,
    terms: [
      { avoid: 'stuff', use: 'order' },
      { avoid: '亲', use: '' },
    ],
  }
  const texts = [
    '您的包裹已发出。',
    '亲，你的快递到了😀',
    'Your stuff is here',
    'Stuffing is fine',
    'x'.repeat(81),
  ]
  expect(await check(strict, texts)).toEqual([
    [],
    ['emoji', 'address 你', 'term 亲'],
    ['term stuff → order'],
    [],
    ['too-long'],
  ])
  expect(await check({}, texts.slice(0, 4))).toEqual([[], [], [], []])
  const agent = await server.createMember(await server.createTenant(), 'agent')
  const body = { texts: ['x'], style: {} }
  expect((await server.call(tryStyle, { cookie: agent.cookie, body })).status).toBe(403)
})
