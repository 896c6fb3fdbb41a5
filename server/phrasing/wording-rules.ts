import type { Selectable } from 'kysely'
import type { WordingFinding, WordingRule, WordingRuleContent } from '../../contract/index.ts'
import type { Clock } from '../platform/clock/index.ts'
import type { Database, Tables } from '../platform/db/index.ts'
import { ApiError, type StaffCaller } from '../platform/http/index.ts'
import { newId } from '../platform/ids/index.ts'
import { recordAudit } from '../tenants/index.ts'
import {
  compilePattern,
  compileWords,
  fold,
  WordingExpressionError,
  type WordingMatcher,
} from './match-wording.ts'

/** Rules about what agents may write to customers. They hold for the next message, in every process. */
export interface WordingRules {
  list(
    caller: StaffCaller,
    query: { after?: string | undefined; limit: number },
  ): Promise<{ items: WordingRule[]; next?: string }>
  create(caller: StaffCaller, content: WordingRuleContent): Promise<WordingRule>
  update(
    caller: StaffCaller,
    id: string,
    content: WordingRuleContent,
    ifMatch: number | undefined,
  ): Promise<WordingRule>
  remove(caller: StaffCaller, id: string): Promise<void>
  /** Where rules in force apply to a text, or where `rule` does, which need not be saved. */
  check(tenantId: string, text: string, rule?: WordingRuleContent): Promise<WordingFinding[]>
}

const mostRules = 200
const mostCompiled = 5_000

type Row = Selectable<Tables['wording_rules']>

function present(row: Row): WordingRule {
  return {
    id: row.id as WordingRule['id'],
    name: row.name,
    kind: row.kind,
    expression: row.expression,
    action: row.action,
    hint: row.hint,
    enabled: row.enabled,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
    updatedBy: row.updated_by,
  }
}

function compile({ kind, expression }: Pick<WordingRuleContent, 'kind' | 'expression'>): WordingMatcher {
  try {
    return kind === 'words' ? compileWords(expression) : compilePattern(expression)
  } catch (error) {
    if (error instanceof WordingExpressionError)
      throw new ApiError('wording-rule/expression-invalid', { reason: error.reason })
    throw error
  }
}

export function openWordingRules({ database, clock }: { database: Database; clock: Clock }): WordingRules {
  /** By what they say, so that a change of rule needs no word to other processes. */
  const compiled = new Map<string, WordingMatcher>()

  function matcherOf(rule: Pick<WordingRuleContent, 'kind' | 'expression'>): WordingMatcher {
    const key = `${rule.kind} ${rule.expression}`
    const known = compiled.get(key) ?? compile(rule)
    compiled.delete(key)
    compiled.set(key, known)
    if (compiled.size > mostCompiled) compiled.delete(compiled.keys().next().value ?? '')
    return known
  }

  const columns = (caller: StaffCaller, content: WordingRuleContent) => ({
    name: content.name.trim(),
    kind: content.kind,
    expression: content.expression,
    action: content.action,
    hint: content.hint.trim(),
    enabled: content.enabled,
    updated_at: clock.now(),
    updated_by: caller.name,
  })

  return {
    async list(caller, { after, limit }) {
      if (after !== undefined && !/^[0-9a-f-]{36}$/.test(after))
        throw new ApiError('request/invalid', { detail: 'query.after' })
      const rows = await database.tenant(caller.tenantId, (transaction) => {
        const select = transaction
          .selectFrom('wording_rules')
          .selectAll()
          .orderBy('id')
          .limit(limit + 1)
        return (after === undefined ? select : select.where('id', '>', after)).execute()
      })
      const items = rows.slice(0, limit).map(present)
      return rows.length > limit ? { items, next: items.at(-1)?.id ?? '' } : { items }
    },
    async create(caller, content) {
      compile(content)
      const id = newId()
      return database.tenant(caller.tenantId, async (transaction) => {
        const { count } = await transaction
          .selectFrom('wording_rules')
          .select((expression) => expression.fn.countAll<string>().as('count'))
          .executeTakeFirstOrThrow()
        if (Number(count) >= mostRules) throw new ApiError('wording-rule/too-many', { limit: mostRules })
        const row = await transaction
          .insertInto('wording_rules')
          .values({ tenant_id: caller.tenantId, id, ...columns(caller, content) })
          .returningAll()
          .executeTakeFirstOrThrow()
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'wording-rule-added',
          target: { kind: 'wording-rule', id },
        })
        return present(row)
      })
    },
    async update(caller, id, content, ifMatch) {
      return database.tenant(caller.tenantId, async (transaction) => {
        const before = await transaction
          .selectFrom('wording_rules')
          .select('version')
          .where('id', '=', id)
          .forUpdate()
          .executeTakeFirst()
        if (before === undefined) throw new ApiError('wording-rule/not-found')
        compile(content)
        if (ifMatch !== undefined && ifMatch !== before.version)
          throw new ApiError('request/version-conflict')
        const row = await transaction
          .updateTable('wording_rules')
          .set({ ...columns(caller, content), version: before.version + 1 })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'wording-rule-changed',
          target: { kind: 'wording-rule', id },
        })
        return present(row)
      })
    },
    async remove(caller, id) {
      await database.tenant(caller.tenantId, async (transaction) => {
        const gone = await transaction.deleteFrom('wording_rules').where('id', '=', id).executeTakeFirst()
        if (gone.numDeletedRows === 0n) throw new ApiError('wording-rule/not-found')
        await recordAudit(transaction, caller.tenantId, caller, {
          at: clock.now(),
          action: 'wording-rule-removed',
          target: { kind: 'wording-rule', id },
        })
      })
    },
    async check(tenantId, text, rule) {
      const rules =
        rule === undefined
          ? (
              await database.tenant(tenantId, (transaction) =>
                transaction
                  .selectFrom('wording_rules')
                  .selectAll()
                  .where('enabled', '=', true)
                  .orderBy('id')
                  .limit(mostRules)
                  .execute(),
              )
            ).map(present)
          : [{ ...rule, id: unsaved }]
      const folded = fold(text)
      return rules
        .flatMap((one) =>
          matcherOf(one)
            .find(folded)
            .map(
              ({ from, to }): WordingFinding => ({
                ruleId: one.id,
                name: one.name,
                action: one.action,
                hint: one.hint,
                words: text.slice(from, to),
                from,
                to,
              }),
            ),
        )
        .sort((a, b) => Number(b.action === 'block') - Number(a.action === 'block') || a.from - b.from)
    },
  }
}

/** Stands for a rule that is tried before it is saved. */
const unsaved = '00000000-0000-0000-0000-000000000000' as WordingRule['id']
