import { Agent, request as httpRequest } from 'node:http'
import { parseArgs } from 'node:util'
import { suggestReply } from '../../server/models/index.ts'
import { startScriptedEndpoint } from '../../testing/models/scripted-endpoint.ts'
import { describeMachine, printReport, say } from '../harness/report.ts'
import { startModelWorld } from './world.ts'

/**
 * What the gateway adds to the first token: pairs of one stream through it (settings, masking, order, limits, budget-free) and
 * one straight from the endpoint with the same words, interleaved, the order of each pair changing.
 */
const { values } = parseArgs({
  options: {
    /** Taken by every benchmark; this one needs none. */
    data: { type: 'string' },
    pairs: { type: 'string', default: '1000' },
    /** `delay` waits 20 ms more in the gateway’s way: the bar has to fall. */
    fault: { type: 'string' },
  },
})
const pairs = Number(values.pairs)
if (values.fault !== undefined && values.fault !== 'delay') throw new Error('--fault is delay')
const warmUp = 50
const mostAddedMs = 15

const reply = { parts: ['Standard ', 'delivery ', 'takes ', 'three ', 'working ', 'days.'] }
const endpoint = await startScriptedEndpoint(() => reply)
const world = await startModelWorld(endpoint)
const input = suggestReply.input.parse({
  language: 'en',
  messages: [
    {
      by: 'customer',
      text: 'My name is Anna Miller, call me at +1 415 555 0132. How long does standard delivery take?',
    },
  ],
  evidence: [{ title: 'Delivery', text: 'Standard delivery takes three working days. '.repeat(20) }],
})

async function throughGateway(): Promise<number> {
  const began = performance.now()
  let first: number | undefined
  if (values.fault === 'delay') await new Promise((resolve) => setTimeout(resolve, 20))
  const writing = world.modules.models.stream(suggestReply, { tenantId: world.tenantId }, input)
  for await (const _ of writing) first ??= performance.now() - began
  const { by } = await writing.result
  if (by !== 'model' || first === undefined) throw new Error('the gateway did without the model')
  return first
}

const agent = new Agent({ keepAlive: true })
let body = ''
function straight(): Promise<number> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    let first: number | undefined
    const asked = httpRequest(
      `${endpoint.url}/chat/completions`,
      {
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', authorization: 'Bearer sk-bench' },
      },
      (answer) => {
        answer.on('data', (chunk: Buffer) => {
          if (first === undefined && chunk.includes('"content":"S')) first = performance.now() - began
        })
        answer.on('end', () => (first === undefined ? reject(new Error('no token')) : resolve(first)))
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

await throughGateway()
body = endpoint.requests[0]?.body ?? ''
for (let index = 0; index < warmUp; index += 1) {
  await throughGateway()
  await straight()
}
const gateway: number[] = []
const direct: number[] = []
for (let index = 0; index < pairs; index += 1) {
  if (index % 2 === 0) gateway.push(await throughGateway())
  direct.push(await straight())
  if (index % 2 === 1) gateway.push(await throughGateway())
  if (index % 250 === 249) say(`${index + 1} of ${pairs} pairs`)
  endpoint.requests.length = 0
}
agent.destroy()
await world.stop()
await endpoint.stop()

const at = (share: number, some: readonly number[]) =>
  [...some].sort((a, b) => a - b)[Math.min(some.length - 1, Math.floor(some.length * share))] ?? 0
const addedP99Ms = at(0.99, gateway) - at(0.99, direct)
const held = addedP99Ms <= mostAddedMs
if (!held)
  say(
    `missed: first-token p99 through the gateway is ${addedP99Ms.toFixed(1)} ms more, not at most ${mostAddedMs}`,
  )
printReport(
  'gateway',
  { pairs, warmUp, endpoint: 'scripted, local, streaming', ...describeMachine() },
  {
    gatewayP50Ms: at(0.5, gateway),
    gatewayP99Ms: at(0.99, gateway),
    directP50Ms: at(0.5, direct),
    directP99Ms: at(0.99, direct),
    addedP50Ms: at(0.5, gateway) - at(0.5, direct),
    addedP99Ms,
    held: held ? 1 : 0,
  },
)
