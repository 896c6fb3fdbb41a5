import { Secret, TOTP } from 'otpauth'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Locale } from '../contract/index.ts'
import { type Stage, startStage } from './stage.ts'
import { textsOf } from './texts.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

const spoken = {
  en: {
    company: 'Parcel House',
    welcome: 'Welcome to Parcel House. What can I do for you?',
    holiday: 'New Year',
    role: 'Night shift',
    questions: [
      ['When are you open?', 'We are open from nine to six.'],
      ['How do I return a parcel?', 'Bring it back within thirty days.'],
      ['Do you ship abroad?', 'We ship to every country in Europe.'],
    ],
  },
  'zh-CN': {
    company: '包裹之家',
    welcome: '欢迎来到包裹之家，请问有什么可以帮您？',
    holiday: '元旦',
    role: '夜班',
    questions: [
      ['你们几点开门？', '我们每天九点到十八点营业。'],
      ['包裹怎么退？', '三十天内寄回即可。'],
      ['可以寄到国外吗？', '欧洲各国都可以寄。'],
    ],
  },
} as const satisfies Record<Locale, object>
const password = 'a good long password'

describe.each(['en', 'zh-CN'] as const)('in %s', (locale) => {
  const said = spoken[locale]
  const say = textsOf(locale)
  const [[question, answer]] = said.questions

  it('an admin comes from nothing to a widget that answers, with a team and hours', async () => {
    const { server, wire } = stage
    const admin = await server.createMember(await server.createTenant(), 'admin')
    const context = await stage.person()
    await context.addInitScript((language) => localStorage.setItem('attune.locale', language), locale)
    const page = await context.newPage()
    const progress = (done: number) => page.getByText(say('guide.progress', { done, all: 5 })).waitFor()
    await page.goto(`${wire.url}/guide`)
    await page.getByLabel(say('signIn.email')).fill(admin.email)
    await page.getByLabel(say('signIn.password')).fill(admin.password)
    await page.keyboard.press('Enter')
    await progress(0)
    await page.getByLabel(say('guide.companyName')).fill(said.company)
    await page.keyboard.press('Enter')
    await progress(1)
    for (const [asked, told] of said.questions) {
      await page.getByLabel(say('guide.question')).fill(asked)
      await page.getByRole('textbox', { name: say('guide.answer'), exact: true }).fill(told)
      await page.getByRole('button', { name: say('guide.add') }).press('Enter')
      const field = page.getByLabel(say('guide.question'))
      await expect.poll(() => field.inputValue({ timeout: 1_000 }).catch(() => '')).toBe('')
    }
    await progress(2)
    await page.getByRole('textbox').fill(question)
    await page.keyboard.press('Enter')
    await progress(3)

    // The words a chat begins with, and a day nobody is there: one version of the policy.
    const day = new Date(Date.now() + 40 * 86_400_000).toISOString().slice(0, 10)
    await page.goto(`${wire.url}/policy?tab=welcome`)
    const [chinese, english] = [say('language.zh'), say('language.en')]
    await page
      .getByLabel(`${say('policy.text.welcome')} · ${locale === 'en' ? english : chinese}`)
      .fill(said.welcome)
    await page.getByRole('link', { name: say('policyTab.hours'), exact: true }).press('Enter')
    await page.getByLabel(say('policy.holidayFrom'), { exact: true }).fill(day)
    await page.getByLabel(say('policy.holidayTo'), { exact: true }).fill(day)
    await page.getByLabel(say('policy.holidayName'), { exact: true }).first().fill(said.holiday)
    await page.getByRole('button', { name: say('policy.addHoliday') }).press('Enter')
    await page.getByRole('button', { name: say('policy.save') }).press('Enter')
    const force = page.getByRole('dialog', { name: say('policy.saveTitle') })
    await force.getByRole('button', { name: say('policy.putInForce') }).press('Enter')
    await page.getByText(say('policy.inForce')).first().waitFor()

    // A role of one's own, and somebody invited into it.
    await page.goto(`${wire.url}/settings?section=roles`)
    await page.getByRole('button', { name: say('role.create') }).press('Enter')
    const role = page.getByRole('dialog', { name: say('role.create') })
    await role.getByLabel(say('role.name')).fill(said.role)
    await role.getByLabel(say('permission.conversations:read')).press('Space')
    await role.getByLabel(say('permission.conversations:serve')).press('Space')
    await role.getByRole('button', { name: say('app.save') }).press('Enter')
    await page.getByText(said.role, { exact: true }).waitFor()
    await page.getByRole('link', { name: say('settings.members'), exact: true }).press('Enter')
    await page.getByRole('button', { name: say('member.invite') }).press('Enter')
    const invite = page.getByRole('dialog', { name: say('member.invite') })
    await invite.getByLabel(say('member.email')).fill(`anna-${locale}@example.com`)
    await invite.getByLabel(say('member.role')).selectOption({ label: said.role })
    await invite.getByRole('button', { name: say('invite.create') }).press('Enter')
    const link = (
      (await page.getByRole('region', { name: say('invite.linkTitle') }).textContent()) ?? ''
    ).trim()
    const guests = await stage.person()
    await guests.addInitScript((language) => localStorage.setItem('attune.locale', language), locale)
    const guest = await guests.newPage()
    await guest.goto(link)
    await guest.getByLabel(say('member.name')).fill('Anna')
    await guest.getByLabel(say('invite.password')).fill(password)
    await guest.keyboard.press('Enter')
    await guest.getByRole('navigation', { name: say('rail.label') }).waitFor()

    // The widget on a page of one's own: one's own welcome, and one's own answer.
    await page.goto(`${wire.url}/guide`)
    const opening = context.waitForEvent('page')
    await page.getByRole('link', { name: say('guide.testPage') }).press('Enter')
    const own = await opening
    const chat = own.getByRole('dialog')
    await chat.getByText(said.welcome).waitFor()
    await chat.getByRole('textbox').fill(question)
    await own.keyboard.press('Enter')
    await chat.getByText(answer).waitFor()
    await page.getByText(say('guide.finished')).waitFor()
    await progress(5)
  }, 180_000)
})

it('lets a member set up an authenticator, and asks for it from then on', async () => {
  const member = await stage.server.createMember(stage.tenant, 'agent')
  const page = await (await stage.person()).newPage()
  const say = textsOf('en')
  const enter = async () => {
    await page.getByLabel(say('signIn.email')).fill(member.email)
    await page.getByLabel(say('signIn.password')).fill(member.password)
    await page.keyboard.press('Enter')
  }
  await page.goto(`${stage.wire.url}/account`)
  await enter()
  await page.getByRole('button', { name: say('factor.setUp') }).press('Enter')
  await page.getByLabel(say('password.current')).fill(member.password)
  await page.getByRole('button', { name: say('factor.go') }).press('Enter')
  const secret = (await page.getByRole('region', { name: say('factor.byHand') }).textContent()) ?? ''
  const totp = new TOTP({ secret: Secret.fromBase32(secret.trim()) })
  await page.getByLabel(say('factor.firstCode')).fill(totp.generate())
  await page.getByRole('button', { name: say('factor.confirm') }).press('Enter')
  const codes = (await page.getByRole('region', { name: say('factor.recovery') }).textContent()) ?? ''
  await page.getByRole('button', { name: say('factor.kept') }).press('Enter')

  await page.context().clearCookies()
  await page.goto(`${stage.wire.url}/`)
  await enter()
  // The step of the first code is used up; a recovery code needs no waiting for the next.
  await page.getByLabel(say('signIn.code')).fill(codes.trim().split('\n')[0] ?? '')
  await page.keyboard.press('Enter')
  await page.getByRole('navigation', { name: say('rail.label') }).waitFor()
})
