import { splitSentences } from '../../../language/index.ts'
import { type GuardVerdict, guards, runGuards } from './guard-draft.ts'
import type { DraftToGuard, Guard, GuardFinding } from './guarded-draft.ts'

/** What only a thief asks a customer for. */
const secret =
  /\b(?:passwords?|pass ?codes?|pin(?: code| number)?|cvv|cvc|security code|one[- ]time code|verification code|(?:full |whole )?card number|social security)\b|密码|口令|验证码|校验码|安全码|卡号|身份证号/i
const asks = /[?？]\s*$/
const mostSentences = 3
const plain = (text: string) => text.normalize('NFKC').toLowerCase()

/**
 * A question claims little, so that no evidence has to say it; but every figure and name in it has to be known, from evidence or from
 * the customer, it is a question to its end, and it asks for no secret. Everything else is as for any text.
 */
export function guardQuestion(draft: DraftToGuard, list: readonly Guard[] = guards): GuardVerdict[] {
  const { text, evidence, customerWords } = draft
  const words = { id: 'customer-words', text: customerWords.join('\n') }
  const named = runGuards({ ...draft, evidence: [...evidence, words] }, list).find(
    ({ name }) => name === 'grounding',
  )
  return runGuards(draft, list).map((one): GuardVerdict => {
    if (one.name !== 'grounding') return one
    // What stands before the question is held to the evidence like anything else.
    const claims = one.findings.filter((finding) => !asks.test((finding.words ?? '').trim()))
    const names = named?.findings.filter(({ code }) => code === 'name-unknown') ?? []
    const findings = [...claims, ...names, ...wrongIn()]
    return { ...one, passed: findings.length === 0, findings }
  })

  function wrongIn(): GuardFinding[] {
    const known = plain([...evidence.map((one) => `${one.title ?? ''}\n${one.text}`), words.text].join('\n'))
    const figures = plain(text).match(/[a-z#]*\d[\w.:/-]*\w|\d/g) ?? []
    return [
      ...(asks.test(text) && splitSentences(text).length <= mostSentences ? [] : [{ code: 'no-question' }]),
      ...(secret.test(text) ? [{ code: 'asks-for-a-secret' }] : []),
      ...figures
        .filter((figure) => !known.includes(figure))
        .map((figure) => ({ code: 'value-unknown', words: figure })),
    ]
  }
}
