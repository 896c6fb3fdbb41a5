import { afterEach, describe, expect, it } from 'vitest'
import { getConversation, listConversations, takeConversation } from '../../contract/conversations.ts'
import {
  ApiError,
  call,
  hasCode,
  isPassing,
  isSignedOut,
  NetworkError,
  newClientId,
  routeAddress,
} from './api.ts'

const realFetch = globalThis.fetch
afterEach(() => {
  globalThis.fetch = realFetch
})

function answer(status: number, body: unknown) {
  const requests: { address: string; init: RequestInit }[] = []
  globalThis.fetch = async (address, init) => {
    requests.push({ address: String(address), init: init ?? {} })
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
  }
  return requests
}
const failing = async (work: Promise<unknown>) => work.then(() => undefined).catch((error: unknown) => error)
const conversationId = '0197a000-0000-7000-8000-000000000001'

describe('routeAddress', () => {
  it('fills parameters and leaves undefined query values out', () => {
    expect(routeAddress('/a/:id/b', { id: 'x/y' }, { view: 'queue', after: undefined, limit: 5 })).toBe(
      '/api/v1/a/x%2Fy/b?view=queue&limit=5',
    )
  })
  it('refuses a missing parameter', () => {
    expect(() => routeAddress('/a/:id')).toThrow('id')
  })
})

describe('call', () => {
  it('gives every POST its own idempotency key and sends JSON', async () => {
    const requests = answer(200, {})
    const input = { params: { conversationId }, body: { ownerEpoch: 3 } }
    await call(takeConversation, input)
    await call(takeConversation, input)
    const keys = requests.map(({ init }) => new Headers(init.headers).get('idempotency-key'))
    expect(keys[0]).toMatch(/^[a-z0-9]{21}$/)
    expect(keys[0]).not.toBe(keys[1])
    expect(requests[0]?.init.body).toBe('{"ownerEpoch":3}')
  })
  it('sends the version that was seen, and no key with a GET', async () => {
    const requests = answer(200, {})
    await call(getConversation, { params: { conversationId }, ifMatch: 7 })
    const headers = new Headers(requests[0]?.init.headers)
    expect(headers.get('if-match')).toBe('"7"')
    expect(headers.get('idempotency-key')).toBeNull()
  })
  it('throws what the server refused, by code and parameters', async () => {
    answer(409, { error: { code: 'knowledge/key-taken', message: 'taken', parameters: { key: 'fees' } } })
    const error = await failing(call(listConversations, {}))
    expect(hasCode(error, 'knowledge/key-taken')).toBe(true)
    expect((error as ApiError).parameters).toEqual({ key: 'fees' })
  })
  it('tells a lost network from a refusal, also behind a proxy', async () => {
    globalThis.fetch = async () => {
      throw new TypeError('failed')
    }
    expect(await failing(call(listConversations, {}))).toBeInstanceOf(NetworkError)
    answer(502, '<html>Bad gateway</html>')
    expect(await failing(call(listConversations, {}))).toBeInstanceOf(NetworkError)
  })
})

describe('errors', () => {
  const error = (status: number, code: ApiError['code']) => new ApiError(status, code, code, {})
  it('are worth another try only where the server may answer differently', () => {
    expect(isPassing(new NetworkError('x'))).toBe(true)
    expect(isPassing(error(503, 'server/unavailable'))).toBe(true)
    expect(isPassing(error(429, 'request/rate-limited'))).toBe(true)
    expect(isPassing(error(409, 'conversation/not-owner'))).toBe(false)
    expect(isPassing(new Error('x'))).toBe(false)
  })
  it('of an ended session are told from a wrong password', () => {
    expect(isSignedOut(error(401, 'sign-in/expired'))).toBe(true)
    expect(isSignedOut(error(401, 'sign-in/failed'))).toBe(false)
  })
})

describe('newClientId', () => {
  it('makes ids the contract takes, each different', () => {
    const ids = new Set(Array.from({ length: 200 }, newClientId))
    expect(ids.size).toBe(200)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{8,64}$/)
  })
})
