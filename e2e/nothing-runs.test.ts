import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import {
  addArticle,
  createCategory,
  createEntry,
  createMember,
  createQuickPhrase,
  createWordingRule,
  type EventBody,
  getPolicy,
  listChannels,
  type MessagePart,
  updateChannel,
  updatePolicy,
} from '../contract/index.ts'
import type { TestMember } from '../testing/running-server.ts'
import { signIn, timeline } from './agent-page.ts'
import { customerSays, openSite } from './customer-page.ts'
import { hostile, hostileName, layCanary, look, renderCarelessly } from './hostile-words.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
let admin: TestMember
let entryId: string
beforeAll(async () => {
  // What is forged below would not pass the check of a reply, which is for tests alone.
  stage = await startStage({ checkReplies: false })
  admin = await stage.server.createMember(stage.tenant, 'admin')
  entryId = await publishHostileWords()
})
afterAll(() => stage?.stop())

const ok = <Answer extends { status: number; body: unknown }>(answer: Answer): Answer['body'] => {
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body))
  return answer.body
}

/** Everything an operator can publish, published with words that would run. */
async function publishHostileWords(): Promise<string> {
  const { server, tenant } = stage
  const { cookie } = admin
  const both = (place: string) => ({ en: hostile(place), zh: hostile(place) })
  const policy = ok(await server.call(getPolicy, { cookie })) as { version: number; document: object }
  const document = structuredClone(policy.document) as {
    texts: Record<string, unknown>
    announcements: unknown[]
    hotQuestions: string[]
  }
  for (const text of ['welcome', 'greeting', 'thanks', 'options']) document.texts[text] = both(text)
  document.announcements = [{ key: 'evil', text: both('announcement'), audience: 'both' }]
  document.hotQuestions = ['evil-entry']
  ok(
    await server.call(updatePolicy, {
      cookie,
      body: document,
      headers: { 'if-match': `"${policy.version}"` },
    }),
  )
  const category = { en: hostileName('category'), zh: hostileName('category') }
  ok(await server.call(createCategory, { cookie, body: { name: category } }))
  const letters = hostile('answer').replace('[x]', '\\[x\\]')
  const entry = ok(
    await server.call(createEntry, {
      cookie,
      body: {
        key: 'evil-entry',
        category,
        question: { en: `Is the evil reading room open ${hostile('question')}?` },
        similar: { en: ['evil reading room', 'is the evil reading room open'] },
        answer: {
          en: `Dear {customer.name|reader}: **${letters}**\n\n- [${letters.replaceAll(/[[\]\\]/g, '')}](https://ok.example/a)\n\n[[${hostileName('button')}]](https://ok.example/b)\n[[ask]](ask:${hostileName('asked')})`,
        },
        internalAnswer: { en: letters },
      },
    }),
  ) as { id: string }
  await server.teach(tenant, [])
  const channel = (
    ok(await server.call(listChannels, { cookie })) as { items: { id: string; version: number }[] }
  ).items[0]
  ok(
    await server.call(updateChannel, {
      cookie,
      params: { channelId: channel?.id ?? '' },
      body: { name: hostileName('channel') },
      headers: { 'if-match': `"${channel?.version}"` },
    }),
  )
  const texts = { en: hostile('phrase'), zh: hostile('phrase') }
  const phrase = { shared: true, folder: 'x', code: 'evil', title: hostileName('phrase-title'), texts }
  ok(await server.call(createQuickPhrase, { cookie, body: phrase }))
  const rule = { kind: 'words', expression: 'forbidden', action: 'warn', enabled: true }
  ok(
    await server.call(createWordingRule, {
      cookie,
      body: { ...rule, name: hostileName('rule'), hint: hostile('hint') },
    }),
  )
  const member = { email: 'evil@example.com', role: 'agent', password: 'correct horse battery' }
  ok(await server.call(createMember, { cookie, body: { ...member, name: hostileName('member') } }))
  const article = await fetch(`${server.url}/api/v1${addArticle.path}?fileName=evil.html`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/octet-stream' },
    body: `<h1>${hostile('article')}</h1><p>Reading room &lt;img src=x onerror="__ran.push('passage')"&gt;</p>`,
  })
  if (!article.ok) throw new Error(await article.text())
  return entry.id
}

/** An answer that no edge would let through, as if the database had been written by somebody else. */
const forged: MessagePart[] = [
  {
    type: 'text',
    text: 'forged javascript:window.__ran.push(1)',
    blocks: [
      {
        kind: 'paragraph',
        runs: [
          { text: 'FORGED ' },
          ...[
            "javascript:window.__ran.push('run')",
            "JaVaScRiPt:window.__ran.push('run')",
            "\u0001java\nscript:window.__ran.push('run')",
            "data:text/html,<script>opener.__ran.push('run')</script>",
            'vbscript:x',
          ].map((href) => ({ text: hostile('forged'), bold: true as const, href })),
        ],
      },
    ],
  },
  {
    type: 'buttons',
    version: 1,
    buttons: [
      { kind: 'link', label: 'forged button', href: "javascript:window.__ran.push('button')" },
      { kind: 'link', label: hostile('label'), href: 'data:text/html,x' },
    ],
  },
]

async function forgeAnswer(conversationId: string): Promise<void> {
  const body: EventBody<'assistant-message'> = {
    kind: 'answer',
    parts: forged,
    sources: [{ entryId: entryId as never, entryVersion: 1, title: hostile('source') }],
  }
  const { conversationLog } = stage.server.modules
  const written = await conversationLog.write({
    tenantId: stage.tenant.id,
    conversationId,
    at: new Date(),
    events: [{ type: 'assistant-message', actor: { kind: 'assistant' }, body }],
    set: {},
  })
  expect(written.outcome).toBe('written')
}

const addressesThatRun =
  /^[\s\u0000-\u0020]*(?:java|vb)script:|^data:(?!image\/(?:png|webp|jpeg|svg))|srcdoc/i

async function expectCalm(page: Page, where: string): Promise<void> {
  const { ran, refused, addresses } = await look(page)
  expect([where, ran]).toEqual([where, []])
  expect([where, refused]).toEqual([where, []])
  expect([where, addresses.filter((one) => addressesThatRun.test(one))]).toEqual([where, []])
}

it('runs nothing that was published or sent, in the widget and at the desk', async () => {
  // The customer's side.
  const customers = await stage.person()
  await layCanary(customers)
  const customer = await openSite(customers, stage, { locale: 'en' })
  const chat = customer.getByRole('dialog')
  await chat.getByText('welcome<img').waitFor()
  await chat.getByText('announcement<img').waitFor()
  await expectCalm(customer, 'welcome')
  await customerSays(customer, 'hello')
  await chat.getByText('greeting<img').waitFor()
  await customerSays(customer, 'Is the evil reading room open?')
  await chat.locator('.rich').getByText('answer<img').first().waitFor()
  await chat.getByRole('link', { name: 'button<img' }).waitFor()
  await expectCalm(customer, 'answer')
  const { rows } = await findConversation()
  await forgeAnswer(rows)
  const before = customers.pages().length
  const forgedMessage = chat.locator('.message', { hasText: 'FORGED' })
  await forgedMessage.waitFor()
  // What looks like a link is tried, too.
  for (const words of ['forged<img', 'forged button', 'label<img'])
    for (const one of await forgedMessage.getByText(words).all()) await one.click()
  expect(await forgedMessage.getByRole('link').count()).toBe(0)
  expect(customers.pages().length).toBe(before)
  await chat.getByRole('button', { name: 'ask', exact: true }).click()
  await chat.locator('.message.customer', { hasText: 'asked<img' }).waitFor()
  await customerSays(customer, hostile('said'))
  await chat.locator('.message.customer', { hasText: 'said<img' }).waitFor()
  await expectCalm(customer, 'conversation')
  await chat.getByRole('button', { name: 'Talk to a person' }).click()
  await stage.database.asOwner('update customers set name = $1', [hostileName('customer')])

  // The staff's side, under its policy.
  const staff = await stage.person()
  await layCanary(staff)
  const desk = await signIn(staff, stage, admin)
  await desk.goto(`${stage.wire.url}/desk/${rows}`)
  await timeline(desk).locator('article', { hasText: 'FORGED' }).waitFor()
  await timeline(desk).getByText('said<img').first().waitFor()
  expect(await timeline(desk).locator('article', { hasText: 'FORGED' }).locator('a[target]').count()).toBe(0)
  await desk.getByText('announcement<img').first().waitFor()
  await expectCalm(desk, 'desk')
  await desk.goto(`${stage.wire.url}/knowledge/${entryId}`)
  await desk.getByText('As customers see it').first().waitFor()
  const answer = desk.getByRole('textbox', { name: 'Answer', exact: true }).first()
  await answer.fill(
    `**${hostile('typed')}**\n\n[[x]](javascript:window.__ran.push('typed'))\n\n![x](https://evil.example/x.png)`,
  )
  await desk.getByText('An address begins with').first().waitFor()
  await expectCalm(desk, 'editor')
  await desk.goto(`${stage.wire.url}/articles`)
  await desk.getByText('article[x]').first().click()
  await desk.getByText('Reading room <img').first().waitFor()
  await expectCalm(desk, 'article')
  for (const [path, words] of [
    ['/policy?tab=welcome', 'announcement<img'],
    ['/settings?section=members', 'member<img'],
    ['/settings?section=channels', 'channel<img'],
    ['/settings?section=quick-phrases', 'phrase-title<img'],
    ['/settings?section=wording-rules', 'rule<img'],
    ['/reports', 'Reports'],
    ['/worklist', 'Worklist'],
  ] as const) {
    await desk.goto(`${stage.wire.url}${path}`)
    await desk.getByRole('navigation', { name: 'Areas' }).waitFor()
    await desk.getByText(words).first().waitFor()
    await expectCalm(desk, path)
  }

  // Both pages that are ours say so in their policy; the widget's script is never taken for anything else.
  const preview = `/widget-preview/${stage.tenant.channelKey}`
  for (const path of ['/', '/desk', preview]) {
    const policy = (await fetch(`${stage.wire.url}${path}`)).headers.get('content-security-policy')
    expect([path, policy]).toEqual([path, expect.stringMatching(/script-src 'self';.*object-src 'none';/)])
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline|script-src[^;]*\*/)
  }
  const script = await fetch(`${stage.wire.url}/widget/attune-widget.js`)
  expect(script.headers.get('x-content-type-options')).toBe('nosniff')

  // The canary sings where somebody is careless: in a page without a policy the words run, in the console they are refused.
  await renderCarelessly(customer, hostile('planted'))
  expect((await look(customer)).ran).toContain('planted')
  await renderCarelessly(desk, hostile('planted'))
  const planted = await look(desk)
  expect(planted.ran).toEqual([])
  expect(planted.refused.join('\n')).toMatch(/script-src-attr inline/)
  // Later, when it is the page that asks and not the test.
  await desk.evaluate(() => void setTimeout(() => new Function('')))
  await expect.poll(async () => (await look(desk)).refused.join('\n')).toMatch(/script-src eval/)
})

async function findConversation(): Promise<{ rows: string }> {
  const [row] = await stage.database.asOwner<{ id: string }>(
    'select id from conversations where tenant_id = $1 order by created_at desc limit 1',
    [stage.tenant.id],
  )
  return { rows: row?.id ?? '' }
}
