import {
  checkWording,
  createQuickPhrase,
  createWordingRule,
  listQuickPhrases,
  listWordingRules,
  removeQuickPhrase,
  removeWordingRule,
  updateQuickPhrase,
  updateWordingRule,
} from '../../contract/index.ts'
import { ApiError, type HttpServer, type MemberCaller, type StaffCaller } from '../platform/http/index.ts'
import type { QuickPhrases } from './quick-phrases.ts'
import type { WordingRules } from './wording-rules.ts'

/** Phrases have an owner; an API key is nobody. */
function asMember(caller: StaffCaller): MemberCaller {
  if (caller.kind !== 'member') throw new ApiError('access/not-a-member')
  return caller
}

export function addPhrasingRoutes({
  http,
  quickPhrases,
  wordingRules,
}: {
  http: HttpServer
  quickPhrases: QuickPhrases
  wordingRules: WordingRules
}): void {
  http.route(listQuickPhrases, ({ caller, query }) => quickPhrases.list(caller, query))
  http.route(createQuickPhrase, ({ caller, body }) => quickPhrases.create(asMember(caller), body))
  http.route(updateQuickPhrase, ({ caller, params, body, ifMatch }) =>
    quickPhrases.update(asMember(caller), params.quickPhraseId, body, ifMatch),
  )
  http.route(removeQuickPhrase, async ({ caller, params }) => {
    await quickPhrases.remove(asMember(caller), params.quickPhraseId)
    return { ok: true } as const
  })
  http.route(listWordingRules, ({ caller, query }) => wordingRules.list(caller, query))
  http.route(createWordingRule, ({ caller, body }) => wordingRules.create(caller, body))
  http.route(updateWordingRule, ({ caller, params, body, ifMatch }) =>
    wordingRules.update(caller, params.wordingRuleId, body, ifMatch),
  )
  http.route(removeWordingRule, async ({ caller, params }) => {
    await wordingRules.remove(caller, params.wordingRuleId)
    return { ok: true } as const
  })
  http.route(checkWording, async ({ caller, body }) => ({
    findings: await wordingRules.check(caller.tenantId, body.text, body.rule),
  }))
}
