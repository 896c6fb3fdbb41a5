// Takes the pictures of docs/pictures from the demo companies, so that they stay true: node scripts/take-pictures.ts
import { spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const root = join(import.meta.dirname, '..')
const pictures = join(root, 'docs/pictures')
const admin = { email: 'admin@attune.local', password: 'pictures-password' }
const largestBytes = 400_000

/** One of the demo companies, with its agent signed in and on duty. */
interface Company {
  slug: 'bank' | 'shop'
  desk: Page
  secret: string
}

interface Look {
  locale: 'en' | 'zh-CN'
  theme: 'light' | 'dark'
}

async function main(): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  // By address: boot's scripts are plain JavaScript, without types.
  const { buildScreens } = await import(new URL('boot/build-screens.mjs', import.meta.url).href)
  await buildScreens(process.execPath, root)
  const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path))
  if (!executablePath)
    throw new Error('Pictures need Chromium; on Debian: apt-get install chromium fonts-noto-cjk')
  const server = await startServer()
  const browser = await chromium.launch({
    executablePath,
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  })
  try {
    await pictureBank(browser, server.url)
    await pictureShop(browser, server.url)
  } finally {
    await browser.close()
    await server.stop()
  }
}

async function pictureBank(browser: Browser, url: string): Promise<void> {
  const look = { locale: 'en', theme: 'light' } as const
  const bank = await openCompany(browser, url, 'bank', 'Maya Osei', look)
  const ada = await openCustomer(browser, url, bank, 'Ada Okafor', 'en')
  await say(ada, 'I think I lost my card on the train')
  await ada.locator('.source').waitFor()
  await ada.locator('.feedback').getByRole('button').first().click()
  await ada.getByRole('button', { pressed: true }).waitFor()

  const priya = await openCustomer(browser, url, bank, 'Priya Raman', 'en')
  await say(priya, 'What exchange rate do I get?')
  await priya.getByRole('button', { name: 'None of these: talk to a person' }).click()
  await priya.locator('.queue').waitFor()
  const jonas = await openCustomer(browser, url, bank, 'Jonas Weber', 'en')
  await say(jonas, 'Do you sell travel insurance?')
  await jonas.locator('.queue').waitFor()

  const tomas = await openCustomer(browser, url, bank, 'Tomás Rivera', 'en')
  await say(tomas, 'I was charged twice for my coffee')
  await tomas.locator('.source').waitFor()
  await say(tomas, 'Both are booked since Monday. I want to talk to a person.')
  await tomas.locator('.queue').waitFor()
  const { desk } = bank
  await desk.goto(`${url}/desk?view=open`)
  await desk.getByRole('link', { name: /Tomás Rivera/ }).click()
  await desk.getByRole('button', { name: /^Take/ }).first().click()
  const answer = desk.getByRole('textbox', { name: 'Your answer' })
  await desk.getByRole('button', { name: 'Insert' }).first().waitFor()
  await answer.fill(
    'Hello Tomás, I see both entries. The second one is a mistake; you have £3.40 back by tomorrow.',
  )
  await take(desk, 'desk')
  await answer.press('Enter')
  await tomas.locator('.message.agent').waitFor()
  await say(tomas, 'That was quick, thank you!')
  await desk.getByRole('log').getByText('That was quick').waitFor()
  await desk.getByRole('link', { name: /That was quick/ }).waitFor()
  await desk.getByRole('button', { name: /^Answered · / }).click()
  await desk.getByRole('complementary').getByRole('heading').nth(3).waitFor()
  await take(desk, 'decision')

  await desk.goto(`${url}/knowledge?search=lost`)
  await desk.getByRole('link', { name: /My card is lost or stolen/ }).click()
  await desk.locator('textarea').first().waitFor()
  await take(desk, 'knowledge')

  const page = await openCustomer(browser, url, bank, 'Grace Lin', 'en', {
    viewport: { width: 1280, height: 800 },
  })
  await say(page, 'top up failed')
  await page.locator('.source').waitFor()
  await take(page, 'widget')
}

async function pictureShop(browser: Browser, url: string): Promise<void> {
  const look = { locale: 'zh-CN', theme: 'dark' } as const
  const shop = await openCompany(browser, url, 'shop', '周敏', look)
  const { desk } = shop
  const lin = await openCustomer(browser, url, shop, '林晓彤', 'zh-CN')
  await say(lin, '优惠券用不了，帮我转人工')
  await lin.locator('.queue').waitFor()
  const chen = await openCustomer(browser, url, shop, '陈立', 'zh-CN')
  await say(chen, '运费谁出')
  await chen.getByRole('button', { name: '都不是，转人工' }).click()
  await chen.locator('.queue').waitFor()
  const wang = await openCustomer(browser, url, shop, '王芳', 'zh-CN')
  await say(wang, '锅坏了怎么修')
  await wang.locator('.source').waitFor()
  await say(wang, '刚买三天就坏了，我想直接换新的，找人工')
  await wang.locator('.queue').waitFor()
  await desk.goto(`${url}/desk?view=open`)
  await desk.getByRole('link', { name: /王芳/ }).click()
  await desk.getByRole('button', { name: /^接入/ }).first().click()
  const answer = desk.getByRole('textbox', { name: '您的回复' })
  await answer.fill('王女士您好，签收七天内的质量问题可以直接换新，我现在为您登记，今天就安排寄出。')
  await answer.press('Enter')
  await wang.locator('.message.agent').waitFor()
  await say(wang, '太好了，谢谢')
  await desk.getByRole('log').getByText('太好了').waitFor()
  await desk.getByRole('link', { name: /太好了/ }).waitFor()
  await take(desk, 'desk-zh-dark')

  const phone = {
    viewport: { width: 375, height: 760 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
  }
  const page = await openCustomer(browser, url, shop, '赵一', 'zh-CN', phone)
  await say(page, '买小了想换大一码')
  await page.locator('.options').last().waitFor()
  await take(page, 'widget-zh-phone')
}

/** Adds an agent to a company, signs them in, sets the look and goes on duty. */
async function openCompany(
  browser: Browser,
  url: string,
  slug: Company['slug'],
  name: string,
  { locale, theme }: Look,
): Promise<Company> {
  const agent = { email: `${slug}@example.com`, password: 'pictures-password' }
  const boss = await browser.newContext()
  const post = async (path: string, data: object) => {
    const reply = await boss.request.post(`${url}/api/v1${path}`, { data })
    if (!reply.ok()) throw new Error(`${path}: ${await reply.text()}`)
    return reply.json()
  }
  await post('/sign-in', { ...admin, tenant: slug })
  await post('/members', { ...agent, name, role: 'admin', locale })
  const channels = await (await boss.request.get(`${url}/api/v1/channels`)).json()
  const { secret } = await post(`/channels/${channels.items[0].id}/identity-secret`, {})
  const context = await browser.newContext({
    locale,
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
  })
  await context.request.post(`${url}/api/v1/sign-in`, { data: agent })
  const desk = await context.newPage()
  await desk.addInitScript(
    ([language, look]) => {
      localStorage.setItem('attune.locale', language)
      localStorage.setItem('attune.theme', look)
    },
    [locale, theme] as const,
  )
  await desk.goto(`${url}/desk`)
  await context.request.patch(`${url}/api/v1/me`, { data: { presence: 'online' } })
  await desk.reload()
  await desk.getByRole('button', { name: / · (Online|在线)$/ }).waitFor()
  return { slug, desk, secret }
}

/** A customer whom the company's page has signed in, with the chat open. */
async function openCustomer(
  browser: Browser,
  url: string,
  { slug, secret }: Company,
  name: string,
  locale: Look['locale'],
  options: BrowserContextOptions = {},
): Promise<Page> {
  const context = await browser.newContext({ locale, reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const identity = sign({ sub: name, name, exp: Math.round(Date.now() / 1000) + 600 }, secret)
  await page.addInitScript((token) => {
    Object.assign(window, { attune: [['identify', token]] })
  }, identity)
  await page.goto(`${url}/demo/${slug}?lang=${locale}`)
  await page.addStyleTag({ content: companyFont() })
  await page.locator('.launcher').click()
  await page.locator('.message.assistant').first().waitFor()
  return page
}

/** A JWT (HS256), as a company's own server makes it. */
function sign(claims: object, secret: string): string {
  const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

async function say(page: Page, text: string): Promise<void> {
  const field = page.locator('.composer textarea')
  await field.fill(text)
  await field.press('Enter')
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(pictures, `${name}.png`)
  // The pointer would light up what happens to be under it.
  await page.mouse.move(0, 0)
  await page.evaluate(() => document.fonts.ready)
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
  const { size } = statSync(path)
  if (size > largestBytes) throw new Error(`${name}.png has ${size} bytes, more than ${largestBytes}`)
  console.log(`docs/pictures/${name}.png  ${Math.round(size / 1000)} KB`)
}

/** Page and widget would like Inter, which a bare server has not among its fonts. */
function companyFont(): string {
  const file = join(root, 'node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2')
  const source = `url(data:font/woff2;base64,${readFileSync(file).toString('base64')})`
  return `@font-face { font-family: Inter; font-weight: 100 900; src: ${source} }`
}

/** The product on an empty data directory, with the demo companies; gone when it is stopped. */
async function startServer(): Promise<{ url: string; stop(): Promise<void> }> {
  const data = mkdtempSync(join(tmpdir(), 'attune-pictures-'))
  const environment = {
    ...process.env,
    ATTUNE_DATA: data,
    ATTUNE_PORT: '0',
    ATTUNE_ADMIN_EMAIL: admin.email,
    ATTUNE_ADMIN_PASSWORD: admin.password,
    ATTUNE_LOG: 'warn',
  }
  // Over the channel it notices when this process ends, however it ends.
  const child = spawn(process.execPath, ['server/app/main.ts'], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = async () => {
    child.kill('SIGTERM')
    await gone
    rmSync(data, { recursive: true, force: true })
  }
  let said = ''
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout?.on('data', (chunk) => {
      said += chunk
      const address = /Console +(http\S+?)\/\s/.exec(said)?.[1]
      if (address !== undefined) resolve(address)
    })
    void gone.then(() => reject(new Error(`Attune did not start:\n${said}`)))
  }).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  return { url, stop }
}

await main()
