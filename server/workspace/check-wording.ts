import type { SendCheck } from '../conversations/index.ts'
import type { WordingRules } from '../phrasing/index.ts'
import { ApiError } from '../platform/http/index.ts'

/** Holds agents' messages to the tenant's wording rules; what they confirm goes on record with the message. */
export function checkAgentWording(rules: WordingRules): SendCheck {
  return async (caller, text, { confirmedRules = [] }) => {
    const findings = await rules.check(caller.tenantId, text)
    const refuse = (code: 'wording/blocked' | 'wording/unconfirmed', ruleId: string) => {
      const found = findings.filter((one) => one.ruleId === ruleId)
      const words = [...new Set(found.map((one) => one.words))].join(' · ').slice(0, 300)
      throw new ApiError(code, { rule: found[0]?.name ?? '', words, ruleId })
    }
    const blocked = findings.find((one) => one.action === 'block')
    if (blocked !== undefined) refuse('wording/blocked', blocked.ruleId)
    const unconfirmed = findings.find((one) => !confirmedRules.includes(one.ruleId))
    if (unconfirmed !== undefined) refuse('wording/unconfirmed', unconfirmed.ruleId)
    if (findings.length === 0) return []
    const byRule = new Map(findings.map((one) => [one.ruleId, one]))
    return [
      {
        type: 'wording-confirmed',
        actor: { kind: 'agent', id: caller.memberId, name: caller.name },
        body: { rules: [...byRule.values()].map(({ ruleId, name, words }) => ({ id: ruleId, name, words })) },
      },
    ]
  }
}
