import type { ModelFailure, ModelTier } from '../../contract/index.ts'
import type { Log } from '../platform/log/index.ts'
import { CallFailure, failureOf } from './call-failure.ts'
import {
  type Asked,
  type AskedMessage,
  callText,
  type Replied,
  streamCall,
  thinkingRoom,
} from './call-text.ts'
import { chooseEndpoints } from './choose-endpoints.ts'
import type { Endpoint, ModelConfigs } from './config.ts'
import { type ConnectionOf, openConnections } from './connections.ts'
import { type Embed, openEmbedder } from './embed.ts'
import { type GuardOptions, openGuards } from './guards.ts'
import { type Dialogue, type Hands, openDialogue, talk } from './hands/hands.ts'
import type { LocalModels } from './local/local-models.ts'
import { type Mask, openMask } from './masking.ts'
import type { Meter, Metered } from './meter.ts'
import { hearSentences } from './reading/hear-sentences.ts'
import { readReply, schemaOf } from './reading/read-reply.ts'
import { estimateTokens, type Hear, type RunContext, type RunResult, type RunStream } from './run.ts'
import { groundRules, type Task } from './task.ts'

export interface Models {
  /** Whether a model could be asked at all, so that one need not prepare for it in vain. */
  available(
    tenantId: string,
    tier?: ModelTier,
    scene?: string,
    ability?: 'text' | 'tools' | 'embedding',
  ): Promise<boolean>
  /** Never rejects because of a model: what none answers, the task's fallback does. Throws only where the input is not the task's. */
  run<Input, Output>(
    task: Task<Input, Output>,
    context: RunContext,
    input: Input,
    hear?: Hear<Output>,
  ): Promise<RunResult<Output>>
  /** The same with tools: what the model asks for is done by `hands`, as often as they allow, before its last word. */
  act<Input, Output>(
    task: Task<Input, Output>,
    context: RunContext,
    input: Input,
    hands: Hands,
    hear?: Hear<Output>,
  ): Promise<RunResult<Output>>
  /** The same for a task that replies in text, part by part as it is written; the result tells what may be kept of it. */
  stream<Input, Output>(task: Task<Input, Output>, context: RunContext, input: Input): RunStream<Output>
  /** Texts as vectors, masked; nothing where no model makes them. */
  embed: Embed
  close(): void
}

export interface ModelsOptions {
  configs: ModelConfigs
  meter: Meter
  log: Log
  privateHosts: readonly string[]
  local: LocalModels
  guards?: GuardOptions | undefined
}

export function createModels(options: ModelsOptions): Models & { connectionOf: ConnectionOf } {
  const { configs, meter, log } = options
  const guards = openGuards(options.guards)
  const connections = openConnections(options.privateHosts, options.local)
  const connectionOf = connections.of
  const embed = openEmbedder({ configs, meter, guards, connectionOf })

  async function work<Input, Output>(
    task: Task<Input, Output>,
    context: RunContext,
    input: Input,
    signal: AbortSignal,
    /** Of a stream: takes parts as they come. Or who hears its sentences, and what the model may do. */
    {
      onPart,
      hear,
      hands,
    }: { onPart?: (part: string) => void; hear?: Hear<Output> | undefined; hands?: Hands } = {},
  ): Promise<RunResult<Output>> {
    const began = performance.now()
    const deadline = began + (context.budgetMs ?? task.budgetMs)
    const tier = context.tier ?? task.tier
    const config = await configs.of(context.tenantId)
    const chosen = chooseEndpoints(config, {
      ability: hands === undefined ? 'text' : 'tools',
      tier,
      scene: context.scene,
      scenes: context.scenes,
    })
    const calls: Metered[] = []
    const note = (call: Pick<Metered, 'outcome' | 'failure' | 'tookMs'> & Partial<Metered>) =>
      void calls.push({
        task: task.name,
        taskVersion: task.version,
        endpointId: undefined,
        model: '',
        tier,
        scene: context.scene,
        conversationId: context.conversationId,
        inputTokens: 0,
        outputTokens: 0,
        cost: 0,
        firstMs: undefined,
        ...call,
      })
    const result = (rest: Pick<RunResult<Output>, 'output' | 'by' | 'model' | 'failure'>) => ({
      ...rest,
      tokens: {
        input: calls.reduce((sum, call) => sum + call.inputTokens, 0),
        output: calls.reduce((sum, call) => sum + call.outputTokens, 0),
      },
      cost: calls.reduce((sum, call) => sum + call.cost, 0),
      currency: config.currency,
      calls: calls.length,
      tookMs: performance.now() - began,
    })
    const fallBack = (failure: ModelFailure) => {
      const done = result({ output: task.localFallback(input), by: 'fallback', failure })
      note({ outcome: 'fallback', failure, tookMs: done.tookMs })
      return done
    }

    // Where nothing is set up there is nothing to report either.
    if ('failure' in chosen && chosen.failure === 'no-model')
      return result({ output: task.localFallback(input), by: 'fallback', failure: 'no-model' })

    const ask = async (endpoints: readonly Endpoint[]): Promise<RunResult<Output>> => {
      const mask = openMask(context.known)
      const dialogue = openDialogue(askOf(task, mask.hide(task.render(input)), hands))
      const dearest = Math.max(...endpoints.map((one) => mostCost(one, dialogue.asked)))
      const reserved = await meter.reserve(config, dearest)
      if (reserved === undefined) return fallBack('budget-spent')
      // The first call is paid for; repairs, further models and rounds with tools are so many more.
      let isFirst = true
      const pay = async (endpoint: Endpoint, asked: Asked) => {
        const covered = isFirst || (await reserved.more(mostCost(endpoint, asked)))
        isFirst = false
        if (!covered) throw new CallFailure('budget-spent')
      }
      try {
        let failure: ModelFailure = 'unreachable'
        for (const endpoint of endpoints) {
          if (performance.now() >= deadline) return fallBack('timed-out')
          const tried = await tryEndpoint(endpoint, dialogue, mask, pay)
          if ('output' in tried) return result({ output: tried.output, by: 'model', model: endpoint.model })
          failure = tried.failure
          // What is said cannot be unsaid by another, and what none of ours can form, the next will not.
          if (tried.final) break
        }
        return fallBack(failure)
      } finally {
        await reserved.settle(calls)
        calls.length = 0
      }
    }

    async function tryEndpoint(
      endpoint: Endpoint,
      dialogue: Dialogue,
      mask: Mask,
      pay: (endpoint: Endpoint, asked: Asked) => Promise<void>,
    ): Promise<{ output: Output } | { failure: ModelFailure; final: boolean }> {
      let spoken = false
      const once = async (question: Asked): Promise<Replied> => {
        const at = performance.now()
        const writing = onPart === undefined ? undefined : mask.restoreParts()
        const say = (part: string) => {
          if (part === '') return
          spoken = true
          onPart?.(part)
        }
        try {
          const replied = await guards.call(
            endpoint,
            { signal, deadline, mayRetry: () => !spoken },
            async (inner) => {
              await pay(endpoint, question)
              const { text: model } = await connectionOf(endpoint, config.noTextLeaves)
              const call = { model, asked: withAbilities(question, endpoint), signal: inner }
              const { stallMs } = endpoint
              if (writing !== undefined)
                return streamCall({ ...call, stallMs, onPart: (part) => say(writing.push(part)) })
              if (hear === undefined || task.replies !== 'text') return callText(call)
              const onSentence = hearSentences(task, input, mask, (said) => hear(said, endpoint.model))
              return streamCall({ ...call, stallMs, onPart: onSentence })
            },
          )
          if (writing !== undefined) say(writing.end())
          const used = usedBy(
            endpoint,
            question,
            replied.text + (replied.uses ?? []).map(({ input }) => input).join(''),
            replied,
          )
          note({
            ...used,
            outcome: 'answered',
            failure: undefined,
            tookMs: performance.now() - at,
            firstMs: replied.firstMs,
          })
          return replied
        } catch (error) {
          const failure = failureOf(error)
          // Broken off on the way: the provider will charge for it all the same.
          const charged = ['timed-out', 'stalled', 'cut', 'truncated', 'withheld'].includes(failure.code)
          const received = (error as { received?: string }).received ?? ''
          note({
            ...(charged
              ? usedBy(endpoint, question, received)
              : { endpointId: endpoint.id, model: endpoint.model }),
            outcome: 'failed',
            failure: failure.code,
            tookMs: performance.now() - at,
          })
          throw failure
        }
      }
      try {
        const talked =
          hands === undefined
            ? { said: await once(dialogue.asked) }
            : await talk(dialogue, hands, mask, once, { signal, deadline })
        // Whoever gave the hands knows what became of it.
        if ('over' in talked) return { output: task.localFallback(input) }
        const { said: first } = talked
        const read = readReply(task, input, first.text, mask)
        if ('output' in read) return read
        demote(calls)
        // What was shown cannot be repaired.
        if (spoken || performance.now() >= deadline) return { failure: 'invalid-output', final: true }
        const second = await once(repairOf(dialogue.asked, first.text, read.problems))
        const repaired = readReply(task, input, second.text, mask)
        if ('output' in repaired) return repaired
        demote(calls)
        return { failure: 'invalid-output', final: true }
      } catch (error) {
        const { code } = failureOf(error)
        return { failure: code, final: spoken || code === 'cancelled' }
      }
    }

    if (signal.aborted) return fallBack('cancelled')
    if ('failure' in chosen) {
      const done = fallBack(chosen.failure)
      await meter.write(config, calls)
      return done
    }
    try {
      return await ask(chosen.endpoints)
    } catch (error) {
      // Its message may hold what somebody wrote.
      const where = error instanceof Error ? error.stack?.split('\n').slice(-4) : undefined
      log.error({ task: task.name, where }, 'a run of a model failed in itself')
      return fallBack('server-error')
    }
  }

  return {
    connectionOf,
    async available(tenantId, tier = 'small', scene, ability = 'text') {
      return 'endpoints' in chooseEndpoints(await configs.of(tenantId), { ability, tier, scene })
    },
    act(task, context, input, hands, hear) {
      const signal = context.signal ?? new AbortController().signal
      return work(task, context, task.input.parse(input), signal, { hands, hear })
    },
    run(task, context, input, hear) {
      const signal = context.signal ?? new AbortController().signal
      return work(task, context, task.input.parse(input), signal, { hear })
    },
    stream(task, context, input) {
      if (task.replies !== 'text') throw new Error(`the task ${task.name} does not reply in text`)
      const ending = new AbortController()
      const signal =
        context.signal === undefined ? ending.signal : AbortSignal.any([context.signal, ending.signal])
      const parts: string[] = []
      let wake: (() => void) | undefined
      let over = false
      const result = work(task, context, task.input.parse(input), signal, {
        onPart(part) {
          parts.push(part)
          wake?.()
        },
      }).finally(() => {
        over = true
        wake?.()
      })
      result.catch(() => undefined)
      return {
        result,
        async *[Symbol.asyncIterator]() {
          try {
            for (;;) {
              const part = parts.shift()
              if (part !== undefined) yield part
              else if (over) return
              else
                await new Promise<void>((resolve) => {
                  wake = resolve
                })
            }
          } finally {
            if (!over) ending.abort()
          }
        },
      }
    },
    embed,
    close: connections.close,
  }
}

function askOf<Input, Output>(task: Task<Input, Output>, content: string, hands?: Hands): Asked {
  const schema = task.replies === 'json' ? schemaOf(task) : undefined
  const form =
    schema === undefined
      ? ''
      : `\n\nReply with one JSON object of this schema and nothing else:\n${JSON.stringify(schema)}`
  return {
    instructions: `${groundRules}\n\n${task.instructions}${form}`,
    messages: [{ role: 'user', content }],
    schema,
    mostOutputTokens: task.mostOutputTokens,
    ...(hands === undefined ? {} : { tools: hands.tools }),
  }
}

function withAbilities(asked: Asked, endpoint: Endpoint): Asked {
  return endpoint.abilities.includes('structured') ? asked : { ...asked, schema: undefined }
}

function repairOf(asked: Asked, reply: string, problems: readonly string[]): Asked {
  return {
    ...asked,
    mayUse: false,
    messages: [
      ...asked.messages,
      { role: 'assistant', content: reply.slice(0, 8_000) || '(nothing)' },
      {
        role: 'user',
        content: `That cannot be used:\n${problems.map((problem) => `- ${problem}`).join('\n')}\nReply again, complete and corrected.`,
      },
    ],
  }
}

/** An answer that could not be used is a failed call, though it was paid. */
function demote(calls: Metered[]): void {
  const last = calls.at(-1)
  if (last !== undefined) Object.assign(last, { outcome: 'failed', failure: 'invalid-output' })
}

const tokensIn = (asked: Asked) =>
  estimateTokens(asked.instructions) +
  (asked.tools === undefined ? 0 : estimateTokens(JSON.stringify(asked.tools))) +
  asked.messages.reduce((sum, message) => sum + estimateTokens(wordsOf(message)) + 4, 0)
const wordsOf = (message: AskedMessage) =>
  message.role === 'tool'
    ? message.results.map(({ text }) => text).join('\n')
    : message.role === 'assistant'
      ? `${message.content}${JSON.stringify(message.uses ?? [])}`
      : message.content
const costOf = (endpoint: Endpoint, input: number, output: number) =>
  (input * endpoint.inputPrice + output * endpoint.outputPrice) / 1_000_000
/** What one call costs at most. */
const mostCost = (endpoint: Endpoint, asked: Asked) =>
  costOf(endpoint, tokensIn(asked), asked.mostOutputTokens + thinkingRoom)

function usedBy(endpoint: Endpoint, asked: Asked, text: string, said?: Replied) {
  const inputTokens = said?.inputTokens ?? tokensIn(asked)
  const outputTokens = said?.outputTokens ?? estimateTokens(text)
  return {
    endpointId: endpoint.id,
    model: endpoint.model,
    inputTokens,
    outputTokens,
    cost: costOf(endpoint, inputTokens, outputTokens),
  }
}
