import type { Selectable } from 'kysely'
import type { z } from 'zod'
import type { BrokenCase, listBrokenCases, listModelVersions, ModelVersion } from '../../../contract/index.ts'
import { nameOf } from '../../knowledge/index.ts'
import type { Clock } from '../../platform/clock/index.ts'
import type { Database, Tables, TenantTransaction } from '../../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../../platform/http/index.ts'
import type { Wakeups } from '../../platform/realtime/index.ts'
import { type AuditDetail, recordAudit } from '../../tenants/index.ts'
import { heldBack, releaseVersion, type Understanding } from '../../understanding/index.ts'
import { pageOf } from './page-of.ts'
import { presentReply, readTitles } from './present-case.ts'

export interface VersionDependencies {
  database: Database
  clock: Clock
  wakeups: Wakeups
  understanding: Understanding
}

/** Trained versions with what they were judged by, newest first. */
export function listVersions(
  { database }: VersionDependencies,
  { tenantId }: StaffCaller,
  query: z.output<(typeof listModelVersions)['query']>,
): Promise<z.input<(typeof listModelVersions)['reply']>> {
  return database.tenant(tenantId, async (transaction) => {
    const select = transaction.selectFrom('version_verdicts').selectAll().orderBy('model_id', 'desc')
    const rows = await (query.after === undefined
      ? select
      : select.where('model_id', '<', pageOf(query.after))
    )
      .limit(query.limit + 1)
      .execute()
    const shown = rows.slice(0, query.limit)
    const last = shown.at(-1)
    return {
      items: await presentVersions(transaction, shown),
      ...(rows.length > query.limit && last !== undefined ? { next: last.model_id } : {}),
    }
  })
}

/** What a version got wrong. */
export async function brokenCases(
  { database, understanding }: VersionDependencies,
  { tenantId }: StaffCaller,
  versionId: string,
): Promise<z.input<(typeof listBrokenCases)['reply']>> {
  const { entries } = await understanding.current(tenantId)
  return database.tenant(tenantId, async (transaction) => {
    const { broken } = await findVerdict(transaction, versionId)
    const ids = broken.flatMap((one) => (one.kind === 'frozen' ? [one.caseId] : []))
    const rows =
      ids.length === 0
        ? []
        : await transaction.selectFrom('frozen_cases').selectAll().where('id', 'in', ids).execute()
    const cases = new Map(rows.map((row) => [row.id, row]))
    const titles = await readTitles(transaction, entries, [
      ...rows.map((row) => row.entry_id),
      ...broken.flatMap((one) => [
        one.kind === 'own' ? one.entryId : undefined,
        one.before?.entryId,
        one.after.entryId,
      ]),
    ])
    const said = (one: (typeof broken)[number], language: string) => ({
      ...(one.before === undefined ? {} : { before: presentReply(one.before, language, titles) }),
      after: presentReply(one.after, language, titles),
    })
    const items = broken.flatMap((one): BrokenCase[] => {
      if (one.kind === 'own') {
        const entry = titles.of(one.entryId, one.language)
        if (entry === undefined) return []
        const expected = { expects: 'first' as const, entry, accepted: false }
        return [{ kind: 'own', text: entry.title, ...expected, ...said(one, one.language) }]
      }
      const row = cases.get(one.caseId)
      // It is frozen no more.
      if (row === undefined) return []
      const entry = row.entry_id === null ? undefined : titles.of(row.entry_id, row.language)
      return [
        {
          kind: 'frozen',
          caseId: row.id as NonNullable<BrokenCase['caseId']>,
          text: row.text,
          expects: row.expects,
          ...(entry === undefined ? {} : { entry }),
          accepted: row.accepted,
          ...said(one, row.language),
        },
      ]
    })
    return { items }
  })
}

/** Puts a version in force that was held back. What it breaks holds nothing back until it is right again. */
export async function putInForce(
  dependencies: VersionDependencies,
  caller: StaffCaller,
  versionId: string,
): Promise<ModelVersion> {
  return dependencies.database.tenant(caller.tenantId, async (transaction) => {
    await lockVersion(transaction)
    const { report } = await findVerdict(transaction, versionId)
    await transaction
      .updateTable('frozen_cases')
      .set({ accepted: true })
      .where('state', '=', 'broken')
      .where((row) => row(row.ref('last', '->>').key('model'), '=', versionId))
      .execute()
    const { broken, accepted } = report.cases
    await release(transaction, caller, dependencies, versionId, {
      broken: broken + report.own.broken,
      accepted,
    })
    const row = await findVerdict(transaction, versionId)
    return (await presentVersions(transaction, [row]))[0] as ModelVersion
  })
}

/** Where nothing holds back the version that waits any more, because what did was taken away or changed, it comes into force. */
export async function releaseUnhindered(
  transaction: TenantTransaction,
  caller: StaffCaller,
  dependencies: Omit<VersionDependencies, 'understanding' | 'database'>,
): Promise<void> {
  const waiting = await heldBack(transaction)
  if (waiting === undefined || waiting.holds_erased) return
  const verdict = await transaction
    .selectFrom('version_verdicts')
    .select('report')
    .where('model_id', '=', waiting.id)
    .executeTakeFirst()
  if (verdict === undefined || verdict.report.own.broken > 0 || verdict.report.labels?.worse) return
  const hindering = await transaction
    .selectFrom('frozen_cases')
    .select('id')
    .where('state', '=', 'broken')
    .where('accepted', '=', false)
    .where((row) => row(row.ref('last', '->>').key('model'), '=', waiting.id))
    .limit(1)
    .executeTakeFirst()
  if (hindering === undefined) await release(transaction, caller, dependencies, waiting.id, { broken: 0 })
}

async function release(
  transaction: TenantTransaction,
  caller: StaffCaller,
  { clock, wakeups }: Pick<VersionDependencies, 'clock' | 'wakeups'>,
  versionId: string,
  detail: AuditDetail,
): Promise<void> {
  const at = clock.now()
  const { tenantId } = caller
  await releaseVersion(transaction, versionId, () => wakeups.announce('model', tenantId))
  await transaction
    .updateTable('version_verdicts')
    .set({ forced_at: at, forced_by: nameOf(caller) })
    .where('model_id', '=', versionId)
    .execute()
  await recordAudit(transaction, tenantId, caller, {
    at,
    action: 'version-put-in-force',
    target: { kind: 'model-version', id: versionId },
    detail,
  })
}

/** Taken first by whoever changes what versions are judged by, as a training does: no two wait for each other. */
export async function lockVersion(transaction: TenantTransaction): Promise<void> {
  await transaction.selectFrom('tenant_versions').select('model_id').forUpdate().executeTakeFirstOrThrow()
}

async function findVerdict(transaction: TenantTransaction, versionId: string) {
  const row = await transaction
    .selectFrom('version_verdicts')
    .selectAll()
    .where('model_id', '=', versionId)
    .executeTakeFirst()
  if (row === undefined) throw new ApiError('understanding/version-not-found')
  return row
}

async function presentVersions(
  transaction: TenantTransaction,
  rows: readonly Selectable<Tables['version_verdicts']>[],
): Promise<ModelVersion[]> {
  const { model_id } = await transaction
    .selectFrom('tenant_versions')
    .select('model_id')
    .executeTakeFirstOrThrow()
  const waiting = await heldBack(transaction)
  const stateOf = (row: (typeof rows)[number]): ModelVersion['state'] => {
    if (row.model_id === model_id) return 'in-force'
    if (row.model_id === waiting?.id) return 'held-back'
    return row.passed || row.excuse !== null || row.forced_at !== null ? 'replaced' : 'given-up'
  }
  return rows.map((row) => ({
    id: row.model_id as ModelVersion['id'],
    knowledgeVersion: row.knowledge,
    judgedAt: row.judged_at.toISOString(),
    state: stateOf(row),
    passed: row.passed,
    ...(row.excuse === null ? {} : { excuse: row.excuse }),
    report: row.report,
    ...(row.forced_at === null ? {} : { forcedAt: row.forced_at.toISOString() }),
    ...(row.forced_by === null ? {} : { forcedBy: row.forced_by }),
  }))
}
