import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { openApi } from './describe.ts'
import {
  customerBy,
  daysAgo,
  demoOrders,
  exchangesOf,
  itemsOf,
  type Order,
  readPlace,
  refundState,
  refundTexts,
  statusTexts,
} from './orders.ts'
import { mayCancel, mayChangeAddress, mayExchange, mayRefund, mayReissue, refundOf } from './rules.ts'

export interface ShopService {
  /** `http://127.0.0.1:PORT` */
  address: string
  host: string
  close(): Promise<void>
}

interface Answer {
  status: number
  body: unknown
}
const refuse = (code: string, status = 409): Answer => ({ status, body: { error: { code } } })

const mostBody = 10_000
const mostKeys = 10_000

/**
 * The shop's own system: orders, parcels, refunds and invoices of invented customers, in memory, on this machine alone. It asks
 * for its secret, knows whose order is whose, keeps to its own rules, and answers a repeated key with the first answer.
 */
export async function startShopService(options: { secret: string; now?: () => Date }): Promise<ShopService> {
  const now = options.now ?? (() => new Date())
  const orders = new Map(demoOrders(now()).map((order) => [order.number, order]))
  const answered = new Map<string, { request: string; answer: Answer }>()
  let receipts = 0

  const receipt = (kind: string) => {
    receipts += 1
    return `${kind}${daysAgo(now(), 0).replaceAll('-', '')}${String(receipts).padStart(4, '0')}`
  }

  const shown = (order: Order) => ({
    number: order.number,
    status: order.status,
    statusText: statusTexts[order.status].zh,
    summary: order.items.map((item) => `${item.name}（${item.option}）`).join('、'),
    placed: order.placed,
    paid: order.paid,
  })

  function list(own: readonly Order[], root: string | undefined): unknown {
    const delivered = own.filter((order) => order.status === 'delivered')
    if (root === 'items') return { items: delivered.flatMap(itemsOf) }
    if (root === 'exchanges') return { exchanges: delivered.flatMap(exchangesOf) }
    return { orders: own.map(shown) }
  }

  function read(order: Order, what: string | undefined): Answer {
    if (what === undefined) return { status: 200, body: order }
    if (what !== 'parcel') return refuse('not-found', 404)
    return {
      status: 200,
      body: { number: order.number, statusText: statusTexts[order.status].zh, ...order.parcel },
    }
  }

  function readRefund(own: readonly Order[], number: string): Answer {
    const refund = own.flatMap((order) => order.refunds).find((one) => one.number === number)
    if (refund === undefined) return refuse('not-found', 404)
    const state = refundState(refund.at, now())
    return {
      status: 200,
      body: { number, amount: refund.amount, state, statusText: refundTexts[state].zh },
    }
  }

  function change(order: Order, what: string | undefined, body: Record<string, unknown>): Answer {
    const text = (name: string) => (typeof body[name] === 'string' ? (body[name] as string).trim() : '')
    const today = daysAgo(now(), 0)
    const item = order.items.find((one) => one.sku === text('sku'))
    switch (what) {
      case 'address': {
        if (text('province') === '' || text('line') === '') return refuse('input-invalid', 422)
        const against = mayChangeAddress(order, text('province'))
        if (against !== undefined) return refuse(against)
        order.address = { ...order.address, province: text('province'), line: text('line') }
        order.addressChanges += 1
        return { status: 200, body: { receipt: receipt('DZ'), address: order.address } }
      }
      case 'cancel': {
        const against = mayCancel(order)
        if (against !== undefined) return refuse(against)
        order.status = 'cancelled'
        return { status: 200, body: { receipt: receipt('QX'), refund: order.paid } }
      }
      case 'exchange': {
        const against = mayExchange(order, text('sku'), text('option'), today)
        if (against !== undefined || item === undefined) return refuse(against ?? 'no-such-item')
        item.option = text('option')
        order.exchanges += 1
        return { status: 200, body: { receipt: receipt('HH'), item: item.name, option: item.option } }
      }
      case 'refund': {
        const wish = { sku: text('sku'), reason: text('reason'), opened: text('opened') === 'yes' }
        const against = mayRefund(order, wish, today)
        if (against !== undefined || item === undefined) return refuse(against ?? 'no-such-item')
        const number = receipt('TK')
        order.refunds.push({ number, sku: item.sku, amount: refundOf(item), at: now().getTime() })
        return { status: 200, body: { receipt: number, refund: refundOf(item) } }
      }
      case 'invoice': {
        if (text('title') === '') return refuse('input-invalid', 422)
        const against = mayReissue(order, today)
        if (against !== undefined || order.invoice === undefined) return refuse(against ?? 'no-invoice')
        order.invoice = { title: text('title'), taxNumber: text('taxNumber'), issuedOn: today, reissued: 1 }
        return { status: 200, body: { receipt: receipt('FP') } }
      }
      default:
        return refuse('not-found', 404)
    }
  }

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop')
    if (pathname === '/openapi.json') return { status: 200, body: openApi }
    if (request.headers.authorization !== `Bearer ${options.secret}`) return refuse('unauthorized', 401)
    if (pathname === '/customers') {
      const found = customerBy({ email: searchParams.get('email'), phone: searchParams.get('phone') })
      return found === undefined ? refuse('not-found', 404) : { status: 200, body: { customer: found } }
    }
    const customer = request.headers['x-customer']
    const [, root, number, what] = pathname.split('/').map(decodeURIComponent)
    if (typeof customer !== 'string' || !['orders', 'items', 'exchanges', 'refunds'].includes(root ?? ''))
      return refuse('not-found', 404)
    const own = [...orders.values()].filter((order) => order.customer === customer)
    if (number === undefined) return { status: 200, body: list(own, root) }
    if (root === 'refunds') return readRefund(own, number)
    const place = root === 'orders' ? { number } : readPlace(number)
    const order = own.find((one) => one.number === place.number)
    // Somebody else's order is no order.
    if (order === undefined) return refuse('not-found', 404)
    if (request.method === 'GET') return root === 'orders' ? read(order, what) : refuse('not-found', 404)
    const key = request.headers['idempotency-key']
    if (typeof key !== 'string' || key === '') return refuse('input-invalid', 422)
    const text = await readBody(request)
    const asked = `${customer} ${pathname} ${text}`
    const before = answered.get(key)
    if (before !== undefined) return before.request === asked ? before.answer : refuse('input-invalid', 422)
    const said = JSON.parse(text || '{}') as Record<string, unknown>
    const option = exchangesOf(order).find((one) => one.id === number)?.option
    const result = change(order, root === 'exchanges' ? 'exchange' : what, { ...said, ...place, option })
    if (answered.size >= mostKeys) answered.delete(answered.keys().next().value ?? '')
    answered.set(key, { request: asked, answer: result })
    return result
  }

  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    answer(request)
      .catch((): Answer => refuse('input-invalid', 422))
      .then(({ status, body }) => {
        response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
        response.end(JSON.stringify(body))
      })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  server.unref()
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    address: `http://${host}`,
    host,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request) {
    text += String(chunk)
    if (text.length > mostBody) throw new Error('too large')
  }
  return text
}
