import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Guard, guards } from '../../server/tools/index.ts'
import { heldFigure } from '../harness/bars.ts'
import { describeMachine, printReport, say } from '../harness/report.ts'
import { openBooth } from './tau-retail/booth.ts'
import { actionsOf, expectationOf, isWrite, userOf } from './tau-retail/expected.ts'
import { playLive } from './tau-retail/live.ts'
import { readShop } from './tau-retail/store.ts'
import { variantsOf } from './tau-retail/variants.ts'

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: '../shared/data' },
    /** The right actions of the tasks, with no model. */
    replay: { type: 'boolean', default: false },
    /** Leaves one guard out, to show that it is noticed. */
    fault: { type: 'string' },
    /** The tasks played by the assistant and a customer, both models. */
    live: { type: 'boolean', default: false },
    /** Instead of models: `gold` plays the right actions, `wrong` is never right. */
    script: { type: 'string' },
    endpoint: { type: 'string' },
    kind: { type: 'string', default: 'openai-compatible' },
    model: { type: 'string' },
    /** The name of the variable that holds the key. */
    'key-from': { type: 'string' },
    /** OpenAI-compatible; the assistant's where absent. */
    'customer-endpoint': { type: 'string' },
    'customer-model': { type: 'string' },
    trials: { type: 'string', default: '4' },
    /** The first so many tasks alone. */
    tasks: { type: 'string' },
  },
})
if (values.live) {
  await live(values)
  process.exit(0)
}
if (!values.replay) throw new Error('Say --replay or --live.')
const fault = values.fault as Guard | undefined
if (fault !== undefined && !guards.includes(fault))
  throw new Error(`There is no guard ${fault}; there are ${guards.join(', ')}.`)

const { shop, tasks } = readShop(values.data)
const booth = await openBooth(shop, fault === undefined ? [] : [fault])
const contradicting: { task: string; action: string; why: string; refusedAlike: boolean }[] = []
const unreached: string[] = []
let reached = 0
let actionsPlayed = 0
const seen = new Map<string, [right: number, all: number]>()
try {
  for (const task of tasks) {
    const subject = userOf(task, shop)
    const expected = expectationOf(task, shop, subject)
    const visit = await booth.visit(subject)
    let refusal: { action: string; code: string } | undefined
    for (const action of actionsOf(task)) {
      const ended = await visit.play(action)
      actionsPlayed += 1
      if (ended.done) continue
      // Whoever has passed the customer on says nothing more: the passing on itself went through.
      if (action.name === 'transfer_to_human_agents' && ended.code === 'owner-changed') continue
      refusal = { action: action.action_id, code: ended.code }
      break
    }
    const found = JSON.stringify(sorted(visit.store.differences()))
    if (expected.allowed) {
      const same = refusal === undefined && found === JSON.stringify(sorted(expected.differences))
      if (same) reached += 1
      else {
        unreached.push(task.id)
        say(`task ${task.id}: ${refusal === undefined ? 'another end' : `${refusal.action} ${refusal.code}`}`)
        say(`  expected ${JSON.stringify(sorted(expected.differences)).slice(0, 600)}`)
        say(`  found    ${found.slice(0, 600)}`)
      }
    } else {
      const refusedAlike = refusal?.action === expected.action
      contradicting.push({ task: task.id, action: expected.action, why: expected.why, refusedAlike })
      say(
        `task ${task.id} contradicts the policy: ${expected.action} ${expected.why}, refused ${refusal?.code ?? 'not at all'}`,
      )
    }
  }
  const lawful = tasks.filter((task) => expectationOf(task, shop, userOf(task, shop)).allowed)
  for (const task of lawful) {
    const [first] = actionsOf(task).filter(isWrite)
    const subject = userOf(task, shop)
    if (first === undefined || subject === undefined) continue
    for (const variant of variantsOf(first, subject, shop)) {
      const code = await booth.tryVariant(variant)
      const [right, all] = seen.get(variant.kind) ?? [0, 0]
      const isRight = code === variant.wanted
      seen.set(variant.kind, [right + (isRight ? 1 : 0), all + 1])
      if (!isRight && all - right < 2)
        say(`${variant.kind} of ${first.action_id}: ${code}, wanted ${variant.wanted}`)
    }
  }
} finally {
  await booth.close()
}

const total = [...seen.values()].reduce((sum, [, all]) => sum + all, 0)
const right = [...seen.values()].reduce((sum, [one]) => sum + one, 0)
const figures: Record<string, number> = {
  tasks: tasks.length,
  actionsPlayed,
  contradicting: contradicting.length,
  contradictionsRefused: contradicting.filter((one) => one.refusedAlike).length,
  lawful: tasks.length - contradicting.length,
  reached,
  unreached: unreached.length,
  variants: total,
  variantsRefusedRightly: right,
  variantsShare: total === 0 ? 0 : right / total,
}
for (const [kind, [one, all]] of seen) {
  figures[`${kind}Variants`] = all
  figures[`${kind}Right`] = one
}
printReport(
  'tau-retail',
  {
    sets: ['tau2-retail'],
    model: 'none: the right actions are replayed',
    contradicting: contradicting.map(({ task, action, why }) => `${task}: ${action} ${why}`),
    fault: fault ?? 'none',
    ...describeMachine(),
  },
  {
    ...figures,
    ...heldFigure(figures, {
      tasks: { least: 114 },
      unreached: { most: 0 },
      reached: { least: tasks.length - contradicting.length },
      contradictionsRefused: { least: contradicting.length },
      variants: { least: 200 },
      variantsShare: { least: 1 },
    }),
  },
)

function sorted(value: Record<string, unknown>): [string, unknown][] {
  return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
}

async function live(options: typeof values): Promise<void> {
  const read = readShop(options.data)
  const { endpoint: baseUrl, model, script } = options
  const apiKey = options['key-from'] === undefined ? undefined : process.env[options['key-from']]
  if (script !== undefined && script !== 'gold' && script !== 'wrong')
    throw new Error('--script: gold or wrong')
  if (script === undefined && (baseUrl === undefined || model === undefined))
    throw new Error('Say --endpoint URL --model NAME, or --script gold.')
  const assistant = { kind: options.kind, baseUrl: baseUrl ?? '', model: model ?? '', apiKey }
  const customer = {
    baseUrl: options['customer-endpoint'] ?? assistant.baseUrl,
    model: options['customer-model'] ?? assistant.model,
    apiKey,
  }
  const figures = await playLive({
    ...read,
    tasks: read.tasks.slice(0, options.tasks === undefined ? undefined : Number(options.tasks)),
    policy: readFileSync(join(options.data, 'tau2-retail', 'policy.md'), 'utf8'),
    trials: Number(options.trials),
    by: script ?? { assistant, customer },
  })
  printReport(
    'tau-retail',
    {
      sets: ['tau2-retail'],
      level: 'live',
      model: script === undefined ? assistant.model : `script: ${script}`,
      customer: script === undefined ? customer.model : 'script',
      ...describeMachine(),
    },
    {
      ...figures,
      ...(script === undefined
        ? {}
        : heldFigure(
            { ...figures },
            script === 'gold'
              ? { pass1: { least: 1 } }
              : { rightRuns: { most: figures.tasksOfNobody * figures.trials } },
          )),
    },
  )
}
