import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Tokenizer } from '@huggingface/tokenizers'
import type { InferenceSession, Tensor } from 'onnxruntime-web'
import type { LocalFiles } from './local-folder.ts'
import { normalise, type Pooling, pool } from './pool-vectors.ts'

/** What a text is to be compared as: some models are told by words before it. */
export type TextRole = 'query' | 'passage'

export interface SentenceEncoder {
  dimensions: number
  /** Of the files: vectors of others lie elsewhere. */
  fingerprint: string
  /** Words that the model's own files put before texts. */
  prompts: Partial<Record<TextRole, string>>
  tokensOf(text: string): number[]
  /** One normalised vector for each row of tokens. */
  run(rows: readonly number[][]): Promise<Float32Array[]>
}

/** Beyond this nobody trained these models, and the time goes up with the square. */
const mostTokens = 512
/** What is longer is cut before it is looked at; no token is longer on the average. */
const lettersPerToken = 12

type Json = Record<string, unknown>

/**
 * Reads a sentence encoder as it is usually exported (e5, bge, gte, MiniLM): the network, its tokenizer, and how the vectors of words
 * become one. Runs in WebAssembly; called in a thread of its own only. Throws where the files are not such a model.
 */
export async function readSentenceEncoder(files: LocalFiles, threads: number): Promise<SentenceEncoder> {
  const path = (name: string) => join(files.directory, name)
  const read = async (name: string): Promise<Json> => JSON.parse(await readFile(path(name), 'utf8')) as Json
  const maybe = (name: string): Promise<Json> => read(name).catch(() => ({}))
  const [tokens, tokenSettings, config, pooling, sentence, words] = await Promise.all([
    read('tokenizer.json'),
    read('tokenizer_config.json'),
    maybe('config.json'),
    maybe('1_Pooling/config.json'),
    maybe('sentence_bert_config.json'),
    maybe('config_sentence_transformers.json'),
  ])
  const [ort, { Tokenizer: Reader }] = await Promise.all([
    import('onnxruntime-web'),
    import('@huggingface/tokenizers'),
  ])
  ort.env.wasm.numThreads = threads
  ort.env.logLevel = 'fatal'
  const tokenizer: Tokenizer = new Reader(tokens, tokenSettings)
  const bytes = await readFile(files.model)
  const fingerprint = createHash('sha256')
    .update(bytes)
    .update(JSON.stringify([tokens, tokenSettings, pooling]))
    .digest('hex')
    .slice(0, 16)
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['wasm'],
    logSeverityLevel: 4,
  })
  const how: Pooling = pooling.pooling_mode_cls_token === true ? 'first' : 'mean'
  const longest = Math.min(
    mostTokens,
    lengthOf(sentence.max_seq_length),
    lengthOf(tokenSettings.model_max_length),
    // Two places of these are taken by what pads.
    lengthOf(config.max_position_embeddings) - (config.model_type === 'xlm-roberta' ? 2 : 0),
  )
  const ending = tokenizer.encode('').ids.at(-1)
  const padding = lengthOr(config.pad_token_id, 0)
  const inputs = inputsOf(session)

  async function run(rows: readonly number[][]): Promise<Float32Array[]> {
    const width = Math.max(...rows.map((row) => row.length))
    const cells = rows.length * width
    const ids = new BigInt64Array(cells).fill(BigInt(padding))
    const mask = new BigInt64Array(cells)
    for (const [at, row] of rows.entries())
      for (const [place, id] of row.entries()) {
        ids[at * width + place] = BigInt(id)
        mask[at * width + place] = 1n
      }
    const values = { input_ids: ids, attention_mask: mask, token_type_ids: new BigInt64Array(cells) }
    const feeds = Object.fromEntries(
      inputs.map((name) => [name, new ort.Tensor('int64', values[name], [rows.length, width])]),
    )
    const outputs = await session.run(feeds)
    const made = outputOf(session, outputs)
    const numbers = made.data as Float32Array
    const lengths = rows.map((row) => row.length)
    if (made.dims.length === 2) {
      const size = made.dims[1] ?? 0
      return rows.map((_, at) => normalise(numbers.slice(at * size, (at + 1) * size)))
    }
    return pool(numbers, { lengths, width, size: made.dims[2] ?? 0, how })
  }

  const encode = (text: string): number[] => {
    const ids = tokenizer.encode(text.slice(0, longest * lettersPerToken)).ids
    if (ids.length <= longest) return ids
    return ending === undefined ? ids.slice(0, longest) : [...ids.slice(0, longest - 1), ending]
  }
  const [first] = await run([encode('ready')])
  if (first === undefined || first.length === 0 || !first.every(Number.isFinite))
    throw new Error('it makes no vectors')
  const prompts = (words.prompts ?? {}) as Json
  return {
    dimensions: first.length,
    fingerprint,
    prompts: {
      ...promptOf('query', prompts.query),
      ...promptOf('passage', prompts.passage ?? prompts.document),
    },
    tokensOf: encode,
    run,
  }
}

const known = ['input_ids', 'attention_mask', 'token_type_ids'] as const

function inputsOf(session: InferenceSession): (typeof known)[number][] {
  const inputs = known.filter((name) => session.inputNames.includes(name))
  if (inputs.length < session.inputNames.length || !inputs.includes('input_ids'))
    throw new Error('it takes other inputs than a sentence encoder')
  return inputs
}

/** The sentence's own vector where the network makes it, else those of its words. */
function outputOf(session: InferenceSession, outputs: InferenceSession.OnnxValueMapType): Tensor {
  const wanted = ['sentence_embedding', 'last_hidden_state', 'token_embeddings']
  const name = wanted.find((one) => session.outputNames.includes(one)) ?? session.outputNames[0] ?? ''
  const made = outputs[name] as Tensor | undefined
  if (made?.type !== 'float32' || made.dims.length < 2 || made.dims.length > 3)
    throw new Error('it gives something else than vectors')
  return made
}

const lengthOr = (value: unknown, otherwise: number) =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : otherwise
const lengthOf = (value: unknown) => lengthOr(value, Number.MAX_SAFE_INTEGER) || Number.MAX_SAFE_INTEGER
const promptOf = (role: TextRole, value: unknown) => (typeof value === 'string' ? { [role]: value } : {})
