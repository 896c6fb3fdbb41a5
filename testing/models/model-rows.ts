import { createModelEndpoint, updateModelSettings } from '../../contract/index.ts'
import { rewrite } from '../../server/models/index.ts'
import type { TestMember, TestServerHandle, TestTenant } from '../running-server.ts'

/** At least one row in every table of models, in the way admins and runs make them. */
export async function fillModels(
  server: TestServerHandle,
  tenant: TestTenant,
  { cookie }: TestMember,
): Promise<void> {
  const answers = [
    await server.call(createModelEndpoint, {
      cookie,
      body: {
        name: 'Model',
        kind: 'openai-compatible',
        baseUrl: 'https://models.invalid/v1',
        model: 'm',
        apiKey: 'secret of the model',
        abilities: ['text'],
        tiers: ['small'],
        own: false,
        enabled: true,
        inputPrice: 0,
        outputPrice: 0,
        timeoutMs: 1_000,
        stallMs: 1_000,
        concurrency: 1,
      },
    }),
    // A scene that no model may work for: what is asked there is written down, and goes nowhere.
    await server.call(updateModelSettings, {
      cookie,
      body: {
        noTextLeaves: false,
        currency: 'CNY',
        dayBudget: null,
        monthBudget: null,
        sceneEndpoints: { closed: [] },
      },
    }),
  ]
  const failed = answers.find((answer) => answer.status !== 200)
  if (failed !== undefined) throw new Error(JSON.stringify(failed.body))
  await server.modules.models.run(
    rewrite,
    { tenantId: tenant.id, scene: 'closed' },
    { earlier: [], message: 'hello' },
  )
  // As a process leaves it that dies in the middle of a call.
  await server.database.asOwner(
    `insert into model_reservations (tenant_id, id, amount, expires_at) values ($1, gen_random_uuid(), 0, now())`,
    [tenant.id],
  )
  await server.database.asOwner(
    `insert into tier_outcomes (tenant_id, decision_id, task, tier, model, sure, is_right, known_by, occurred_at, known_at)
     values ($1, gen_random_uuid(), 'choose-entry', 'small', 'm', 'certain', true, 'choice', now(), now())`,
    [tenant.id],
  )
}
