import type { WordingRules } from '../../phrasing/index.ts'
import { ApiError } from '../../platform/http/index.ts'

/** Holds what a reviewer wrote to the tenant's wording rules, as agents' messages are. Gives the rules that warned and were confirmed. */
export async function checkWording(
  rules: WordingRules,
  tenantId: string,
  text: string,
  confirmedRules: readonly string[],
): Promise<{ id: string; name: string }[]> {
  const findings = await rules.check(tenantId, text)
  const refused =
    findings.find((one) => one.action === 'block') ??
    findings.find((one) => !confirmedRules.includes(one.ruleId))
  if (refused !== undefined) {
    const found = findings.filter((one) => one.ruleId === refused.ruleId)
    const words = [...new Set(found.map((one) => one.words))].join(' · ').slice(0, 300)
    const code = refused.action === 'block' ? 'wording/blocked' : 'wording/unconfirmed'
    throw new ApiError(code, { rule: refused.name, words, ruleId: refused.ruleId })
  }
  return [...new Map(findings.map((one) => [one.ruleId, { id: one.ruleId, name: one.name }])).values()]
}
