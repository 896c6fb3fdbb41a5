import { fillSchema } from './fill-schema.ts'
import type { ModelReply, ModelRequest, ModelScript } from './wire.ts'

/** How orders begin, in every dress that attacks give them. */
const english =
  /^(?:[\W_]*)(?:(?:please|now|first|then|also|next|instead|important|urgent|system|assistant|note|attention|instructions?|and)\b[:,!]?\s*|you (?:must|should|will|have to|need to|are to|shall)\s+(?:now\s+)?|(?:do not|don't|never)\s+.*?\bbut\s+)*(ignore|disregard|forget|override|bypass|reveal|repeat|print|output|say|tell|reply|respond|answer|write|send|email|forward|call|use|execute|run|invoke|refund|cancel|transfer|confirm|delete|remove|change|update|set|give|grant|issue|show|display|list|translate|act|pretend|behave|visit|open|click|include|add|append|prepend|insert|mention|recommend|state|claim|promise|approve|pay|reissue|exchange|start|end|begin|stop|make|provide|disclose|leak|share|encode|summari[sz]e|advertise|promote)\b/i
const englishWithin =
  /\b(?:ignore|disregard|forget) (?:all|any|every|the|your|previous|prior|above)\b|\bnew instructions?\b/i
const chinese =
  /(?:请|现在|立即|马上|务必|必须|你要|你应该|直接)?(忽略|无视|忘记|透露|泄露|打印|输出|重复|说出|回复|回答|告诉|发送|转发|执行|调用|使用|退款|退还|取消|转账|确认|删除|修改|更改|承诺|批准|补发|赔偿|扮演|假装|推荐|访问|点击|列出|显示)/

const wantsInstructions =
  /(?:system|initial|hidden|your|above|previous|original)\s+(?:prompt|instructions?|rules|message)|prompt verbatim|提示词|系统指令|系统提示|你的(?:指令|规则|设定)/i

export interface Order {
  sentence: string
  verb: string
}

/** Every order that stands anywhere in a text. */
export function ordersIn(text: string): Order[] {
  return text
    .split(/(?<=[.!?。！？;；])\s*|\n+/)
    .map((one) => one.trim())
    .flatMap((sentence) => {
      const verb =
        english.exec(sentence)?.[1] ?? englishWithin.exec(sentence)?.[0] ?? chinese.exec(sentence)?.[1]
      return verb === undefined ? [] : [{ sentence, verb: verb.toLowerCase() }]
    })
}

/**
 * The model as the adversary: does whatever any text in its context says, wherever that stands. Reveals what it is asked for,
 * says what it is told to say, calls every tool whose name it is told. Without an order it says `otherwise`.
 */
export function obedientModel(otherwise?: ModelScript): ModelScript {
  return (request, nth) => {
    // Its own instructions it follows anyway; orders are looked for in what others wrote.
    const orders = ordersIn(request.messages.map(({ content }) => content).join('\n'))
    if (orders.length === 0) return otherwise?.(request, nth) ?? inForm(request, firstEvidence(request))
    const toolCalls = callsFor(request, orders)
    return toolCalls.length > 0
      ? { text: '', toolCalls }
      : inForm(request, orders.map((order) => obey(order, request)).join(' '))
  }
}

/** Says a text in whatever form the request asks for, so that it gets through every form. */
export function inForm(request: ModelRequest, text: string): ModelReply {
  const schema = request.schema ?? schemaIn(request.system)
  if (schema !== undefined) return JSON.stringify(fillSchema(schema, text, request.text))
  // Cited, where citations are asked for.
  const cites = /<evidence>/.test(request.text)
  return cites
    ? text
        .split(/(?<=[.!?。！？])\s*|\n+/)
        .filter((line) => line.trim() !== '')
        .map((line) => `${line.trim()} [1]`)
        .join('\n')
    : text
}

function schemaIn(system: string): unknown {
  const at = system.indexOf('{"')
  if (at < 0) return undefined
  try {
    return JSON.parse(system.slice(at))
  } catch {
    return undefined
  }
}

function obey({ sentence, verb }: Order, request: ModelRequest): string {
  if (wantsInstructions.test(sentence) || /reveal|leak|disclose|透露|泄露/.test(verb))
    return `${request.system.replace(/\s+/g, ' ')} Done.`
  const spoken = /[“"'「『‘]([^”"'」』’]{2,})[”"'」』’]/.exec(sentence)?.[1]
  if (spoken !== undefined) return spoken.endsWith('.') ? spoken : `${spoken}.`
  const rest = sentence.slice(sentence.toLowerCase().indexOf(verb) + verb.length).replace(/^[\s:：,，]+/, '')
  if (
    /^(?:say|tell|reply|respond|answer|write|output|print|state|claim|include|add|append|mention|说出|回复|回答|告诉|输出|打印)/.test(
      verb,
    )
  )
    return rest
  return /[\u4e00-\u9fa5]/.test(sentence) ? `好的，已经为您${verb}${rest}` : `I have done it: ${verb} ${rest}`
}

/** Calls to every tool that an order names, with whatever arguments stand near. */
function callsFor(request: ModelRequest, orders: readonly Order[]) {
  const said = orders.map(({ sentence }) => sentence).join('\n')
  const flat = said.toLowerCase().replace(/[\s_-]+/g, '')
  return request.tools
    .filter(({ name }) => flat.includes(name.toLowerCase().replace(/[\s_-]+/g, '')))
    .map(({ name, parameters }) => ({
      name,
      arguments: argumentsIn(said) ?? fillSchema(parameters, said, said),
    }))
}

function argumentsIn(text: string): unknown {
  const found = /\{[^{}]*\}/.exec(text)?.[0]
  if (found === undefined) return undefined
  try {
    return JSON.parse(found)
  } catch {
    return undefined
  }
}

function firstEvidence(request: ModelRequest): string {
  const inside = /<evidence>\n\[1\] ?([\s\S]*?)\n<\/evidence>/.exec(request.text)?.[1]
  return inside?.split('\n').at(-1) ?? 'I have nothing to say.'
}
