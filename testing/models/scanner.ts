import { type Scene, scene } from '../../contract/index.ts'
import { libraryEntries } from '../entries.ts'
import { addTestArticle } from '../knowledge-rows.ts'
import type { TestServerHandle, TestTenant } from '../running-server.ts'
import type { ModelReply, ModelRequest, ModelScript, ScriptedEndpoint } from './scripted-endpoint.ts'
import { addScriptedModel } from './scripted-model.ts'

/** What a document alone says, and no entry. */
export const scannerPrice = 'A scan of up to forty pages costs two pounds.'
export const scannerArticle = `# Scanner\n\nThe scanner stands on the second floor. ${scannerPrice} Scans are sent by e-mail.\n`
export const scannerQuestion = 'How much does a scan of forty pages cost on the scanner?'

/** None of the entries; then this, with its citations. */
export const writes =
  (reply: ModelReply | ((request: ModelRequest) => ModelReply)): ModelScript =>
  (request) => {
    if (/numbered entry/.test(request.system)) return '{"candidate":0,"sure":"certain"}'
    return typeof reply === 'function' ? reply(request) : reply
  }

export interface ScannerOptions {
  /** How many answers of the model are known to be right. */
  known?: number
  article?: string
  scene?: Partial<Scene>
  policy?: Parameters<TestServerHandle['createTenant']>[0]
  model?: Record<string, unknown>
}

/** Waits for a model that a test holds up. */
export const patient = { stallMs: 20_000, timeoutMs: 20_000 }

/** A library that is sure of little, with a document about its scanner and a model that may answer from it. */
export async function makeScannerTenant(
  server: TestServerHandle,
  endpoint: ScriptedEndpoint,
  { known = 0, article = scannerArticle, scene: change, policy, model }: ScannerOptions = {},
): Promise<TestTenant> {
  const tenant = await server.createTenant({
    ...policy,
    scenes: [
      scene.parse({
        key: 'default',
        threshold: 0.9,
        offerThreshold: 0.9,
        models: 'answer',
        modelsBudgetMs: 20_000,
        ...change,
      }),
    ],
  })
  await server.teach(tenant, libraryEntries)
  await addTestArticle(server, tenant.id, article)
  const { cookie } = await server.createMember(tenant, 'admin')
  await addScriptedModel(server, cookie, endpoint, model)
  await answersKnownRight(server, tenant, known)
  return tenant
}

/** As though so many answers from documents had become known to be right. */
export async function answersKnownRight(
  { database }: Pick<TestServerHandle, 'database'>,
  { id }: Pick<TestTenant, 'id'>,
  count: number,
): Promise<void> {
  await database.asOwner(
    `insert into attune.tier_outcomes (tenant_id, decision_id, task, tier, model, sure, is_right, known_by, occurred_at, known_at)
     select $1, gen_random_uuid(), 'answer', 'large', 'scripted-1', '', true, 'label', now(), now() from generate_series(1, $2::int)`,
    [id, count],
  )
}
