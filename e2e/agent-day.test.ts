import { randomUUID } from 'node:crypto'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createQuickPhrase, createWordingRule, type Locale, updateDeskSettings } from '../contract/index.ts'
import { libraryEntries } from '../testing/entries.ts'
import type { TestMember, TestTenant } from '../testing/running-server.ts'
import { conversationRows, pastePicture, timeline, writeOldTalk } from './agent-page.ts'
import { customerSays, openSite, shownToCustomer } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'
import { type Say, textsOf } from './texts.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

const spoken = {
  en: {
    lost: 'I lost my reader card. What now?',
    answer: 'a new one costs £5 at the desk',
    fee: 'What does it cost to return a book late?',
    human: 'I want a human',
    phrase: 'We promise: card {{order.number}} is on its way. {{agent.name}}',
    sent: 'We promise: card A-17 is on its way.',
    promise: 'promise',
    rule: 'Do not promise',
    cards: 'Cards',
    lostCards: 'Lost',
    note: 'knows this reader',
    word: 'Please waive the fee',
    breakName: 'Short break',
    broken: 'crack.png',
  },
  'zh-CN': {
    lost: '读者证丢了怎么办？',
    answer: '请先在应用里挂失',
    fee: '逾期还书要付多少钱？',
    human: '转人工',
    phrase: '保证给您办好，单号 {{order.number}}。{{agent.name}}',
    sent: '保证给您办好，单号 A-17。',
    promise: '保证',
    rule: '不作承诺',
    cards: '读者证',
    lostCards: '挂失',
    note: '熟悉这位读者',
    word: '麻烦免掉这笔费用',
    breakName: '小休',
    broken: '裂痕.png',
  },
} satisfies Record<Locale, Record<string, string>>

describe.each(['en', 'zh-CN'] as const)('in %s', (locale) => {
  const said = spoken[locale]
  const say = textsOf(locale)

  it('an agent serves for a day by the keyboard: from the queue, together, and to the end', async () => {
    const { server } = stage
    const tenant = await server.createTenant()
    await server.teach(tenant, libraryEntries)
    await prepareWords(tenant, locale)
    const [ann, bob] = await Promise.all([
      server.createMember(tenant, 'agent'),
      server.createMember(tenant, 'agent'),
    ])
    const names = await server.modules.members.names(tenant.id, [ann.memberId, bob.memberId])
    const bobName = names.get(bob.memberId) ?? ''
    const annName = names.get(ann.memberId) ?? ''
    await writeOldTalk(stage, tenant)
    const site = { ...stage, tenant }
    const reader = await openSite(await stage.person(), site, { locale })
    await customerSays(reader, said.lost)
    await reader.getByText(said.answer).waitFor()

    const desk = await enter(await stage.person(), locale, say, ann)
    const keys = desk.keyboard
    await command(desk, say('presence.goOnline'))
    await desk.getByRole('button', { name: `· ${say('presence.online')}` }).waitFor()

    // Out of the queue, with what was said before.
    await customerSays(reader, said.human)
    await keys.press('2')
    await conversationRows(desk, say('desk.list')).first().waitFor()
    await keys.press('j')
    const summary = desk.getByRole('region', { name: say('summary.title') })
    await summary.getByText(said.lost).first().waitFor()
    await summary.getByText(said.answer).first().waitFor()
    await keys.press('d')
    await desk.getByRole('complementary', { name: say('decision.title') }).waitFor()
    await keys.press('Escape')
    await keys.press('t')
    const field = desk.getByRole('textbox', { name: say('composer.label') })
    await field.waitFor()
    await reader.getByText(annName).first().waitFor()

    // A quick phrase with a blank, and a word that has to be confirmed.
    await keys.press('r')
    await keys.type(';ca')
    await desk.getByRole('option', { name: 'card' }).waitFor()
    await keys.press('Enter')
    await keys.type('A-17')
    await desk.getByText(said.rule).waitFor()
    await keys.press('Enter')
    expect(await reader.getByText(said.sent).count()).toBe(0)
    await keys.press('Enter')
    await reader.getByText(`${said.sent}`).first().waitFor()

    // A picture comes, a card goes.
    await pastePicture(reader, '.composer textarea', said.broken, '#b04030')
    await reader.locator('.tray').getByText(said.broken).waitFor()
    await reader.locator('.composer textarea').press('Enter')
    await timeline(desk, say('desk.log')).getByRole('img', { name: said.broken }).first().waitFor()
    await desk.getByRole('button', { name: say('card.add') }).press('Enter')
    const card = desk.getByRole('dialog', { name: say('card.add') })
    await card.getByLabel(say('card.number'), { exact: true }).fill('A-1042')
    await card.getByRole('button', { name: say('card.send'), exact: true }).press('Enter')
    await reader.locator('.card').filter({ hasText: 'A-1042' }).waitFor()

    // Closing asks what it was about.
    await keys.press('Escape')
    await keys.press('e')
    await desk.getByRole('dialog', { name: say('wrapUp.title') }).waitFor()
    await keys.type(said.lostCards)
    await desk.getByRole('option', { name: `${said.cards} › ${said.lostCards}`, selected: true }).waitFor()
    await keys.press('Enter')
    await timeline(desk, say('desk.log')).getByText(`${said.cards} › ${said.lostCards}`).waitFor()
    expect((await shownToCustomer(reader)).join('\n')).not.toContain(`${said.cards} › ${said.lostCards}`)

    // Another one goes to a colleague, who is told why.
    const colleague = await enter(await stage.person(), locale, say, bob)
    await command(colleague, say('presence.goOnline'))
    const second = await openSite(await stage.person(), site, { locale })
    await customerSays(second, said.fee)
    await second.locator('.source').waitFor()
    await customerSays(second, said.human)
    await keys.press('2')
    await expect.poll(() => conversationRows(desk, say('desk.list')).count()).toBe(1)
    await keys.press('j')
    await timeline(desk, say('desk.log')).getByText(said.fee).first().waitFor()
    await keys.press('t')
    await field.waitFor()
    await keys.press('n')
    await desk
      .getByRole('textbox', { name: say('note.label') })
      .and(desk.locator(':focus'))
      .waitFor()
    await keys.type(`@${bobName.slice(0, 7)}`)
    await desk.getByRole('option', { name: bobName }).waitFor()
    await keys.press('Enter')
    await keys.type(said.note)
    await keys.press('Enter')
    await timeline(desk, say('desk.log'))
      .getByRole('article', { name: say('note.title') })
      .waitFor()
    const bell = `${say('notifications.title')}: `
    await colleague.getByRole('button', { name: bell }).press('Enter')
    await colleague.getByRole('link', { name: annName }).press('Enter')
    await timeline(colleague, say('desk.log')).getByText(said.note).waitFor()
    await desk.getByRole('status', { name: say('viewers.here', { names: bobName, count: 1 }) }).waitFor()
    await keys.press('Escape')
    await keys.press('f')
    const transfer = desk.getByRole('dialog', { name: say('transfer.title') })
    await transfer.getByRole('option', { name: bobName }).waitFor()
    await keys.press('ArrowDown')
    await keys.press('Tab')
    await keys.type(said.word)
    await keys.press('Enter')
    await transfer.waitFor({ state: 'detached' })
    await timeline(colleague, say('desk.log')).getByText(said.word).waitFor()
    await colleague.getByRole('textbox', { name: say('composer.label') }).waitFor()
    await second.getByText(bobName).first().waitFor()
    expect((await shownToCustomer(second)).join('\n')).not.toMatch(`${said.note}|${said.word}`)

    // A break with its reason, then an old conversation, by a Chinese word in either language.
    await command(desk, `${say('presence.label')}: ${said.breakName}`)
    await desk.getByRole('button', { name: `· ${said.breakName}` }).waitFor()
    await keys.press('/')
    await desk.getByRole('searchbox').and(desk.locator(':focus')).waitFor()
    await keys.insertText('雨伞')
    await desk
      .getByRole('list', { name: say('search.results') })
      .getByText('我的雨伞忘在阅览室了')
      .waitFor()
    await keys.press('ArrowDown')
    await keys.press('Enter')
    await timeline(desk, say('desk.log')).locator('[data-found]').getByText('我的雨伞忘在阅览室了').waitFor()
  }, 180_000)
})

/** Signs in by the keyboard, on the desk in this language. */
async function enter(context: BrowserContext, locale: Locale, say: Say, member: TestMember): Promise<Page> {
  await context.addInitScript((language) => localStorage.setItem('attune.locale', language), locale)
  const page = await context.newPage()
  await page.goto(`${stage.wire.url}/`)
  await page.getByLabel(say('signIn.email')).and(page.locator(':focus')).waitFor()
  await page.keyboard.type(member.email)
  await page.keyboard.press('Tab')
  await page.keyboard.type(member.password)
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: say('desk.views') }).waitFor()
  return page
}

/** Does something by its name in the palette. */
async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('combobox').and(page.locator(':focus')).waitFor()
  await page.keyboard.insertText(name)
  await page.getByRole('option', { name, exact: true }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
}

/** A shared phrase with a blank, a rule that warns about a word in it, and categories one must close with. */
async function prepareWords(tenant: TestTenant, locale: Locale): Promise<void> {
  const { server } = stage
  const said = spoken[locale]
  const { cookie } = await server.createMember(tenant, 'supervisor')
  const both = (text: string) => ({ en: text, zh: text })
  await server.call(createQuickPhrase, {
    cookie,
    body: { shared: true, folder: '', code: 'card', title: said.lostCards, texts: both(said.phrase) },
  })
  const cards = { id: randomUUID(), name: both(said.cards) }
  const lost = { id: randomUUID(), parentId: cards.id, name: both(said.lostCards) }
  const wrapUp = { mode: 'required', categories: [cards, lost] }
  await server.call(updateDeskSettings, { cookie, body: { wrapUp } })
  const rule = {
    name: said.rule,
    kind: 'words',
    expression: said.promise,
    action: 'warn',
    hint: '',
    enabled: true,
  }
  await server.call(createWordingRule, { cookie, body: rule })
}
