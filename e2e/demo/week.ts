import { randomUUID } from 'node:crypto'
import sharp from 'sharp'
import {
  addCustomerNote,
  addNote,
  closeConversation,
  getConversation,
  getCustomerFile,
  getPolicy,
  listConversations,
  listEntries,
  sendAgentMessage,
  setOwnStatus,
  takeConversation,
  updateCustomer,
  updatePolicy,
} from '../../contract/index.ts'
import { projectInsights } from '../../server/insights/index.ts'
import type { Clock } from '../../server/platform/clock/index.ts'
import { updateWorklist } from '../../server/training/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import type { TestMember, TestServerHandle } from '../../testing/running-server.ts'
import { upload } from '../../testing/upload-client.ts'
import { type Company, must } from './company.ts'

/** The time, which can be told to be earlier: so that a week passes in seconds. */
export interface ShiftedClock extends Clock {
  /** From now on it is this long ago. */
  ago(milliseconds: number): void
}

export function shiftedClock(): ShiftedClock {
  let behind = 0
  return {
    now: () => new Date(Date.now() - behind),
    ago(milliseconds) {
      behind = milliseconds
    },
  }
}

const hour = 3_600_000
/** Hours before the end of a day at which customers come. */
const hours = [12, 10, 7, 4, 2]

/** Customers of the last days: most are answered, some want a person, who comes, answers and closes. */
export async function liveDays(
  server: TestServerHandle,
  company: Company,
  clock: ShiftedClock,
  days: number,
  perHour: number,
): Promise<void> {
  const { words } = company
  const language = words.locale === 'en' ? 'en' : 'zh'
  const { items } = await must(server, listEntries, { cookie: company.admin.cookie, query: { limit: '100' } })
  const similar = items.flatMap((entry) => entry.similar[language] ?? [])
  const strange = words.strange.flat()
  const open = words.open.map(({ customer }) => customer)
  const names = words.customers.filter((name) => !open.includes(name))
  let came = 0
  for (let day = days; day >= 1; day--) {
    for (const [at, before] of hours.entries()) {
      const start = (day - 1) * 24 * hour + before * hour
      clock.ago(start)
      const [, agent] = company.staff
      const count = perHour + ((at * 3 + day) % 3) - (day % 7 === 1 ? 2 : 0)
      const customers = await Promise.all(
        Array.from({ length: Math.max(1, count) }, async () => {
          const number = came++
          const customer = await company.customer(names[number % names.length] ?? '')
          const isStrange = number % 4 === 3
          const question = isStrange
            ? strange[(number >> 2) % strange.length]
            : similar[(number * 37) % similar.length]
          const reply = await customer.ask(question ?? '')
          if (!isStrange && number % 3 === 0)
            await customer.send({ type: 'feedback', ofSeq: reply.seq, solved: number % 5 !== 0 })
          if (number % 5 === 0) await tell(customer, words.human)
          return customer
        }),
      )
      if (agent !== undefined) await serveQueue(server, company, agent, clock, start)
      for (const customer of customers) customer.disconnect()
    }
  }
  clock.ago(0)
}

/** Asks, or where a person is called already only says it. */
async function tell(customer: CustomerClient, text: string): Promise<void> {
  if (customer.events.some(({ type }) => type === 'owner-changed')) await customer.say(text)
  else await customer.ask(text)
}

/** The agent takes who waits, answers some minutes later and closes with a category. */
async function serveQueue(
  server: TestServerHandle,
  company: Company,
  { cookie }: TestMember,
  clock: ShiftedClock,
  start: number,
): Promise<void> {
  const { words } = company
  await must(server, setOwnStatus, { cookie, body: { status: 'online' } })
  const { items } = await must(server, listConversations, { cookie, query: { view: 'queue' } })
  for (const [index, { id }] of items.entries()) {
    const params = { conversationId: id }
    clock.ago(start - (index + 1) * 70_000)
    await take(server, cookie, id)
    clock.ago(start - (index + 1) * 130_000)
    const message = { clientId: randomUUID(), text: words.reply }
    // Time leaps here: a conversation whose agent was away for so long may have gone back to the queue meanwhile.
    await server.call(sendAgentMessage, { cookie, params, body: message })
    clock.ago(start - (index + 1) * 300_000)
    const categoryId = company.categories[(index + Math.round(start / hour)) % company.categories.length]
    const wrapUp = { categoryId, resolved: index % 3 !== 2 }
    await server.call(closeConversation, { cookie, params, body: { wrapUp } })
  }
}

async function take(server: TestServerHandle, cookie: string, conversationId: string): Promise<void> {
  const params = { conversationId }
  const { ownerEpoch } = await must(server, getConversation, { cookie, params })
  await must(server, takeConversation, { cookie, params, body: { ownerEpoch } })
}

/** What lies before an agent now: one conversation in hand, with picture, note and card; others that wait. */
export async function openConversations(
  server: TestServerHandle,
  company: Company,
): Promise<CustomerClient[]> {
  const { words, admin, staff } = company
  const { cookie } = admin
  const customers: CustomerClient[] = []
  for (const { customer: name, asks } of words.open) {
    const customer = await company.customer(name)
    for (const text of asks) await tell(customer, text)
    customers.push(customer)
  }
  const [first] = customers
  if (first === undefined) return customers
  const { conversationId, token } = first.session
  const params = { conversationId }
  await must(server, setOwnStatus, { cookie, body: { status: 'online' } })
  await take(server, cookie, conversationId)
  if (words.picture !== undefined) {
    const picture = await upload(server.url, { token }, words.picture, await drawPicture())
    await first.send({ type: 'message', text: '', attachments: [picture.part.attachmentId] })
  }
  const say = (body: object) =>
    must(server, sendAgentMessage, { cookie, params, body: { clientId: randomUUID(), text: '', ...body } })
  await must(server, addNote, {
    cookie,
    params,
    body: {
      clientId: randomUUID(),
      text: `@${words.staff[1]?.name} ${words.note}`,
      mentions: [staff[1]?.memberId],
    },
  })
  await say({ text: words.agentSays })
  const { number, status, total, item, price } = words.order
  await say({ card: { kind: 'order', number, status, total, items: [{ name: item, quantity: 1, price }] } })
  await first.say(words.thanks)
  const [attribute, value] = words.attribute
  const customer = { customerId: first.session.customerId }
  const { version } = await must(server, getCustomerFile, { cookie, params: customer })
  await must(server, updateCustomer, {
    cookie,
    params: customer,
    body: { attributes: { [attribute]: value }, labels: ['VIP'] },
    headers: { 'if-match': `"${version}"` },
  })
  await must(server, addCustomerNote, { cookie, params: customer, body: { text: words.customerNote } })
  await holdReplies(server, company)
  return customers
}

/** Two ask while people approve what the assistant would say; whoever asks later is answered as before. */
async function holdReplies(server: TestServerHandle, company: Company): Promise<void> {
  const { cookie } = company.admin
  const { document, version } = await must(server, getPolicy, { cookie })
  const put = (body: object, seen: number) =>
    must(server, updatePolicy, { cookie, body, headers: { 'if-match': `"${seen}"` } })
  const review = { local: 'all', withinSeconds: 86_400, tellAfterSeconds: 1 }
  const scenes = document.scenes.map((scene) => ({ ...scene, review }))
  const held = await put({ ...document, scenes }, version)
  for (const [name, question] of company.words.held) {
    const customer = await company.customer(name)
    // They are told that it takes a moment: then the draft lies there.
    await customer.ask(question)
    customer.disconnect()
  }
  await put(document, held.version)
}

/** What is counted and grouped in the background, done now. */
export async function catchUp(server: TestServerHandle, { tenant }: Company): Promise<void> {
  await projectInsights(server.modules)
  await updateWorklist(server.modules, tenant.id)
}

/** A pot with a crack, as far as a few lines can draw one. */
async function drawPicture(): Promise<Buffer> {
  const [width, height] = [640, 420]
  const pixels = Buffer.alloc(width * height * 3)
  const within = (x: number, y: number, cx: number, cy: number, rx: number, ry: number) =>
    ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const crack = y > 150 && y < 320 && Math.abs(x - 350 - 14 * Math.sin(y / 11)) < 3
      const lid = within(x, y, 320, 190, 170, 44)
      const pot = lid || (y > 190 && y < 330 && Math.abs(x - 320) < 170 - (y - 190) / 5)
      const shade = within(x, y, 320, 335, 210, 50)
      const color = pot ? (crack ? 0xf4f1ea : lid ? 0x5d7f4c : 0x4b6a3c) : shade ? 0xb9ab97 : 0xd9cfc0
      pixels.writeUIntBE(color, (y * width + x) * 3, 3)
    }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer()
}
