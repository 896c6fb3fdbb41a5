import { ask as askRoute } from '../contract/index.ts'
import { type AskResult, ask } from '../server/answering/index.ts'
import { type Command, oneWord, required, UsageError } from './command.ts'
import { tenantIdOf, withInstallation } from './installation.ts'

const shownCandidates = 5

export const askCommand: Command = {
  summary: 'Ask as a customer would, and see what would be answered and why; nothing is sent',
  usage: '"QUESTION" --tenant TENANT [--previous "EARLIER QUESTION"]…',
  options: {
    tenant: { type: 'string', value: 'TENANT', meaning: 'short name of the tenant, e.g. shop' },
    previous: {
      type: 'string',
      value: 'TEXT',
      multiple: true,
      meaning: 'an earlier question of the same customer, oldest first',
    },
  },
  explanation: 'Runs exactly the production pipeline. --json prints what POST /api/v1/ask would reply.',
  async run(input) {
    const tenant = required(input, 'tenant', 'TENANT')
    const body = askRoute.body.safeParse({
      text: oneWord(input, 'the question'),
      previous: input.texts('previous'),
    })
    if (!body.success) {
      throw new UsageError(
        body.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
      )
    }
    const result = await withInstallation(input, async ({ modules }) =>
      ask(modules, await tenantIdOf(modules, tenant), body.data),
    )
    process.stdout.write(input.flag('json') ? `${JSON.stringify(result, null, 2)}\n` : describe(result))
    return 0
  },
}

function describe({ outcome, text, options, decision }: AskResult): string {
  const { decided, found, understood, versions } = decision
  const lines = [`${outcome}${decided.reason === undefined ? '' : ` (${decided.reason})`}`, '']
  for (const line of text.split('\n')) lines.push(`  ${line}`)
  for (const option of options) lines.push(`  [ ${option.label} ]`)
  const state = decided.calibration === 'calibrated' ? 'calibrated' : 'not yet calibrated'
  lines.push(
    '',
    `confidence  ${decided.confidence.toFixed(2)}  answers from ${decided.threshold.toFixed(2)}, offers from ${decided.offerThreshold.toFixed(2)}; ${state}: ${decided.labelled} labelled`,
    `rule        ${decided.rule}, scene ${decided.scene}, language ${understood.language}, in scope ${understood.inScope.toFixed(2)}`,
    `versions    knowledge ${versions.knowledge}, policy ${versions.policy}, model ${versions.model}`,
  )
  for (const [index, { probability, title }] of found.slice(0, shownCandidates).entries()) {
    lines.push(`${index === 0 ? 'candidates' : '          '}  ${probability.toFixed(2)}  ${title}`)
  }
  return `${lines.join('\n')}\n`
}
