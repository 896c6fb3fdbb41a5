import { afterAll, beforeAll, expect, it } from 'vitest'
import { createCategory, listEntries, updateEntry } from '../contract/index.ts'
import { signIn } from './agent-page.ts'
import { customerSays, openSite } from './customer-page.ts'
import { type Stage, startStage } from './stage.ts'

let stage: Stage
beforeAll(async () => {
  stage = await startStage()
})
afterAll(() => stage?.stop())

it('publishes what a colleague approved, and takes it back with one click', async () => {
  const { server, tenant } = stage
  const writer = await server.createMember(tenant, 'knowledge-operator')
  const colleague = await server.createMember(tenant, 'admin')
  await askForFourEyes(colleague.cookie)
  const customer = await openSite(await stage.person(), stage)
  await customerSays(customer, 'I lost my reader card. What now?')
  await customer.getByText('a new one costs £5 at the desk').waitFor()

  const writing = await signIn(await stage.person(), stage, writer)
  await writing.goto(`${stage.wire.url}/knowledge?search=lost`)
  await writing.getByRole('link', { name: /I lost my reader card/ }).click()
  await writing.getByRole('textbox', { name: 'Answer' }).last().waitFor()
  const answer = writing
    .getByRole('group', { name: 'English' })
    .getByRole('textbox', { name: 'Answer', exact: true })
  await answer.fill('Block the card in the app; a new one costs £7 at the desk.')
  await writing.getByRole('textbox', { name: 'What changes, and why' }).fill('New price list')
  await writing.getByRole('button', { name: 'What would change' }).click()
  await writing.getByText(/recent question|asked anything/).waitFor()
  await writing.getByRole('button', { name: 'Send for review' }).click()
  await writing.getByText(/Waiting for another member/).waitFor()
  await customerSays(customer, 'My reader card was stolen')
  await expect.poll(() => customer.getByText('a new one costs £5 at the desk').count()).toBe(2)

  const approving = await signIn(await stage.person(), stage, colleague)
  await approving.goto(`${stage.wire.url}/knowledge`)
  await approving.getByRole('link', { name: '1 for you to approve' }).click()
  await approving.getByRole('link', { name: /I lost my reader card/ }).click()
  const changes = approving.getByRole('region', { name: 'Changes against version 2' })
  await changes.locator('ins').first().waitFor()
  expect(await changes.locator('del').allTextContents()).toEqual(['5'])
  expect(await changes.locator('ins').allTextContents()).toEqual(['7'])
  await approving.getByRole('button', { name: 'Approve and publish' }).click()
  await approving.getByText('Published. It is live in the next answer.').first().waitFor()
  await customerSays(customer, 'How do I replace a lost library card?')
  await customer.getByText('a new one costs £7 at the desk').waitFor()

  // Out of the category that asks for two, one click is enough.
  await askForFourEyes(colleague.cookie, false)
  await approving.getByText('Versions').click()
  await approving.getByText('New price list').waitFor()
  await approving.getByRole('button', { name: 'Roll back to this' }).first().click()
  await approving.getByText('Version 2 is in force again, as a new version.').first().waitFor()
  await customerSays(customer, 'I cannot find my reader card')
  await expect.poll(() => customer.getByText('a new one costs £5 at the desk').count()).toBe(3)

  /** Puts the entry into a category of its own that asks for four eyes, or for two. */
  async function askForFourEyes(cookie: string, fourEyes = true): Promise<void> {
    const query = { search: 'lost-card' }
    const [entry] = (await server.call(listEntries, { cookie, query })).body.items
    if (entry === undefined) throw new Error('the entry is missing')
    if (!fourEyes) {
      await server.database.asOwner(
        'update knowledge_categories set four_eyes = false where tenant_id = $1',
        [tenant.id],
      )
      return
    }
    const name = { en: 'Cards and fees' }
    const made = await server.call(createCategory, { cookie, body: { name, fourEyes: false } })
    const { key, question, similar, answer } = entry
    const body = { key, question, similar, answer, category: name, categoryId: made.body.id }
    await server.call(updateEntry, { cookie, params: { entryId: entry.id }, body })
    await server.database.asOwner('update knowledge_categories set four_eyes = true where id = $1', [
      made.body.id,
    ])
  }
})
