import type { Page } from 'playwright-core'
import { policyTabs } from '../../console/policy/policy-tabs.ts'
import {
  listArticles,
  listEntries,
  listProcedures,
  listReplyReviews,
  listWorklist,
} from '../../contract/index.ts'
import type { CustomerClient } from '../../testing/customer-client.ts'
import type { TestServerHandle } from '../../testing/running-server.ts'
import { type Say, textsOf } from '../texts.ts'
import { type Company, must } from './company.ts'

/** What a screen is opened with: the words of its language, and things of the company that are there to be shown. */
export interface Shown {
  page: Page
  say: Say
  company: Company
}

/** One screen of the console, or a window over one. */
export interface Screen {
  name: string
  path: string
  /** What is pressed there to see it. */
  act?(shown: Shown): Promise<void>
  /** The last thing to be there: what stands without it is not looked at. */
  see: string
  /** What must be there before something is pressed. */
  before?: string
}

const dialog = '[role=dialog]'
const button = ({ page }: Shown, name: string) =>
  page.getByRole('button', { name, exact: true }).first().click()
const press =
  (key: string) =>
  async ({ page }: Shown) =>
    page.keyboard.press(key)

/** Every screen, over a company that has lived. */
export async function screensOf(
  server: TestServerHandle,
  company: Company,
  customers: readonly CustomerClient[],
): Promise<Screen[]> {
  const { words } = company
  const { cookie } = company.admin
  const mine = `/desk/${customers[0]?.session.conversationId}`
  const waiting = `/desk/${customers[1]?.session.conversationId}?view=queue`
  const entries = await must(server, listEntries, { cookie, query: { search: words.draft.search } })
  const drafted = entries.items.find(({ key }) => key === words.draft.key)
  const published = entries.items.find(({ key }) => key !== words.draft.key) ?? drafted
  const groups = await must(server, listWorklist, { cookie })
  const group = `/worklist/${groups.items[0]?.id}`
  const articles = await must(server, listArticles, { cookie })
  const procedures = await must(server, listProcedures, { cookie })
  const held = await must(server, listReplyReviews, { cookie })
  const say = textsOf(words.locale)
  const composer = 'textarea'
  const said = 'main [role=log] article'
  /** Of a list that makes only those in sight. */
  const row = 'main li[style*=translateY] a'
  return [
    { name: 'desk', path: mine, see: said },
    { name: 'desk-queue', path: waiting, see: said },
    { name: 'desk-customer', path: mine, see: 'main aside textarea', before: 'textarea', act: press('c') },
    { name: 'desk-decision', path: mine, see: 'main aside dl', before: 'textarea', act: press('d') },
    { name: 'desk-note', path: mine, see: composer, before: 'textarea', act: press('n') },
    { name: 'desk-transfer', path: mine, see: dialog, before: 'textarea', act: press('f') },
    { name: 'desk-wrap-up', path: mine, see: dialog, before: 'textarea', act: press('e') },
    {
      name: 'desk-card',
      path: mine,
      see: dialog,
      before: 'textarea',
      act: (shown) => button(shown, shown.say('card.add')),
    },
    { name: 'desk-keys', path: mine, see: dialog, before: 'textarea', act: press('?') },
    {
      name: 'palette',
      path: mine,
      see: `${dialog} [role=option]`,
      before: 'textarea',
      act: press('Control+k'),
    },
    { name: 'desk-search', path: `/desk?q=${encodeURIComponent(words.foundWord)}`, see: 'mark' },
    { name: 'desk-closed', path: '/desk?view=closed', see: row },
    {
      name: 'notifications',
      path: '/desk',
      see: '[data-radix-popper-content-wrapper], [role=dialog]',
      act: async ({ page, say }) =>
        page.getByRole('button', { name: new RegExp(`^${say('notifications.title')}`) }).click(),
    },
    {
      name: 'member-menu',
      path: '/desk',
      see: '[role=menu]',
      act: async ({
        page,
        company: {
          words: { staff },
        },
      }) => page.getByRole('button', { name: new RegExp(`^${staff[0]?.name} · `) }).click(),
    },
    { name: 'knowledge', path: '/knowledge', see: row },
    { name: 'entry', path: `/knowledge/${published?.id}?search=${words.draft.search}`, see: 'textarea' },
    { name: 'entry-new', path: '/knowledge/new', see: 'textarea' },
    { name: 'review', path: `/knowledge/${drafted?.id}?filter=in-review`, see: 'ins' },
    {
      name: 'import',
      path: '/knowledge',
      see: dialog,
      act: (shown) => button(shown, shown.say('knowledge.import')),
    },
    {
      name: 'export',
      path: '/knowledge',
      see: '[role=menu]',
      act: (shown) => button(shown, shown.say('knowledge.export')),
    },
    {
      name: 'order',
      path: '/knowledge',
      see: dialog,
      act: (shown) => button(shown, shown.say('order.title')),
    },
    { name: 'synonyms', path: '/knowledge/synonyms', see: 'main tbody tr' },
    { name: 'articles', path: '/articles', see: row },
    { name: 'article', path: `/articles/${articles.items[0]?.id}`, see: 'main ol li' },
    { name: 'worklist', path: '/worklist', see: 'main li a' },
    { name: 'worklist-group', path: group, see: 'main section' },
    { name: 'worklist-repair', path: group, see: 'textarea', act: press('n') },
    { name: 'ways', path: '/worklist/ways', see: 'main form' },
    { name: 'replies', path: '/review', see: 'main li button' },
    { name: 'reply', path: `/review?id=${held.items[0]?.id}`, see: 'main article footer' },
    { name: 'procedures', path: '/procedures', see: 'main li a' },
    {
      name: 'procedure',
      path: `/procedures/${procedures.items[0]?.id}`,
      see: 'main [role=combobox] >> nth=2',
      before: 'main ol button',
      act: async ({ page }) => page.locator('main ol li').nth(1).getByRole('button').first().click(),
    },
    { name: 'labelling', path: '/labelling', see: 'main article' },
    { name: 'calibration', path: '/calibration', see: 'main p' },
    { name: 'versions', path: '/frozen-cases', see: `[aria-label="${say('frozen.list')}"] li a` },
    {
      name: 'try-it',
      path: '/try-it',
      see: 'main section',
      act: async ({ page, say }) => {
        await page.locator('main').getByRole('textbox').first().fill(words.tried)
        await page.getByRole('button', { name: say('tryIt.ask'), exact: true }).click()
      },
    },
    ...policyTabs.map((tab) => ({
      name: `policy-${tab}`,
      path: `/policy?tab=${tab}`,
      see: tab === 'versions' ? 'main ol li' : 'main fieldset :is(button, input, select, textarea)',
    })),
    { name: 'reports', path: '/reports', see: 'canvas' },
    { name: 'flywheel', path: '/flywheel', see: 'canvas' },
    { name: 'board', path: '/board', see: 'main section h2' },
    ...[
      'company',
      'channels',
      'desk',
      'quick-phrases',
      'wording-rules',
      'members',
      'roles',
      'sign-in',
      'api-keys',
      'models',
      'tools',
      'privacy',
      'audit',
      'backup',
    ].map((section) => ({
      name: `settings-${section}`,
      path: `/settings?section=${section}`,
      see: 'main h1 ~ :not([role=status])',
    })),
    ...(
      [
        ['invite', 'members', 'member.invite'],
        ['role', 'roles', 'role.create'],
        ['phrase', 'quick-phrases', 'phrase.add'],
        ['rule', 'wording-rules', 'wordingRule.add'],
        ['provider', 'sign-in', 'provider.add'],
        ['api-key', 'api-keys', 'apiKey.create'],
        ['model', 'models', 'models.add'],
        ['tool-source', 'tools', 'tools.addSource'],
      ] as const
    ).map(([name, section, key]) => ({
      name: `window-${name}`,
      path: `/settings?section=${section}`,
      see: dialog,
      act: (shown: Shown) => button(shown, shown.say(key)),
    })),
    { name: 'account', path: '/account', see: 'main tbody tr' },
    { name: 'guide', path: '/guide', see: 'main ol li' },
    { name: 'missing', path: '/nowhere', see: 'a[href="/"]' },
  ]
}

/**
 * Opens a screen in the console that is there already, as a link does, and waits until nothing on it loads any more. Between two
 * screens lies a page that is none, so that nothing of the one before is left.
 */
export async function openScreen(shown: Shown, { path, act, see, before }: Screen): Promise<void> {
  const { page } = shown
  await go(page, '/nowhere')
  await page.locator('main h1').waitFor({ state: 'detached' })
  await go(page, path)
  if (act !== undefined) {
    await page
      .locator(before ?? 'main h1')
      .first()
      .waitFor({ state: 'attached' })
    await settled(page)
    await act(shown)
  }
  await page.locator(see).first().waitFor()
  await settled(page)
}

const go = (page: Page, path: string) =>
  page.evaluate((to) => {
    history.pushState({}, '', to)
    dispatchEvent(new PopStateEvent('popstate'))
  }, path)

/** Until the page is drawn and no part of it is a skeleton. */
async function settled(page: Page): Promise<void> {
  await page.waitForFunction(() => document.querySelector('.animate-pulse') === null)
  await page.evaluate(() => document.fonts.ready)
}
