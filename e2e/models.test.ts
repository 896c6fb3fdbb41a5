import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AxeBuilder } from '@axe-core/playwright'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rewrite } from '../server/models/index.ts'
import { addTestArticle } from '../testing/knowledge-rows.ts'
import { type ScriptedEndpoint, startScriptedEndpoint } from '../testing/models/scripted-endpoint.ts'
import { layTopicModel, topicArticle, topicCount } from '../testing/models/topic-model.ts'
import { signIn } from './agent-page.ts'
import { type Stage, startStage } from './stage.ts'

const patience = 60_000
let stage: Stage
let endpoint: ScriptedEndpoint
let models: string

beforeAll(async () => {
  endpoint = await startScriptedEndpoint(({ stream, text }) => {
    if (stream) return 'ready'
    return text.includes('apples')
      ? '{"colour":"green","count":3}'
      : '{"question":"When do you open on Sunday?"}'
  })
  models = mkdtempSync(join(tmpdir(), 'attune-models-'))
  layTopicModel(models, 'topics')
  stage = await startStage({ privateHosts: [endpoint.host], modelsDirectory: models })
  await addTestArticle(stage.server, stage.tenant.id, topicArticle)
})
afterAll(async () => {
  await stage?.stop()
  await endpoint?.stop()
  rmSync(models, { recursive: true, force: true })
})

it('lets an admin connect a model, try it, limit it, and see what it did', {
  timeout: 2 * patience,
}, async () => {
  const admin = await stage.server.createMember(stage.tenant, 'admin')
  const page = await signIn(await stage.person(), stage, admin)
  await page.goto(`${stage.wire.url}/settings?section=models`)
  await page.getByText('Everything works without a model').waitFor()

  await page.getByRole('button', { name: 'Add a model' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Provider').selectOption('Ollama')
  await dialog.getByLabel('Address').fill('http://192.168.99.99:11434/v1')
  await dialog.getByLabel('Model', { exact: true }).fill('test-model')
  await dialog.getByLabel('API key').fill('sk-1')
  await dialog.getByLabel('Price in').fill('2')
  await dialog.getByLabel('Keeps to a given JSON form by itself').check()
  await dialog.getByRole('button', { name: 'Save' }).click()
  // The installation does not name this machine.
  await dialog.getByRole('alert').getByText('ATTUNE_PRIVATE_HOSTS').waitFor()
  await dialog.getByLabel('Address').fill(endpoint.url)
  await dialog.getByRole('button', { name: 'Save' }).click()

  const row = page.getByRole('row').filter({ hasText: 'test-model' })
  await row.getByText('not tested yet').waitFor()
  await row.getByRole('button', { name: 'Test' }).click()
  await row.getByText('forms ✓').waitFor()

  // One that runs here: chosen by its folder, and the documents get their vectors in the background.
  await page.getByRole('button', { name: 'Add a model' }).click()
  await dialog.getByLabel('Provider').selectOption('On this machine (ONNX)')
  await dialog.getByLabel('Model on this machine').selectOption('topics')
  await dialog.getByRole('button', { name: 'Save' }).click()
  const local = page.getByRole('row').filter({ hasText: 'topics' })
  await local.getByRole('button', { name: 'Test' }).click()
  await local.getByText('vectors ✓').waitFor()
  await page.getByText(`${topicCount} of ${topicCount} passages`).waitFor()

  await page.getByLabel('Budget a day').fill('12.5')
  await page.getByLabel('No text leaves').check()
  const limits = page.locator('form').filter({ has: page.getByLabel('Budget a day') })
  await limits.getByRole('button', { name: 'Save' }).click()
  await page.getByText('Saved.', { exact: true }).waitFor()

  const asked = await stage.server.modules.models.run(
    rewrite,
    { tenantId: stage.tenant.id },
    { earlier: [{ by: 'customer', text: 'When do you open?' }], message: 'and on Sunday?' },
  )
  expect(asked.by).toBe('model')
  await page.reload()
  await page.getByRole('row').filter({ hasText: 'Complete a follow-up' }).waitFor()
  await expect.poll(() => page.getByLabel('Budget a day').inputValue()).toBe('12.5')
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([])
})
