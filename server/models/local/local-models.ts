import { Worker } from 'node:worker_threads'
import type { Log } from '../../platform/log/index.ts'
import { CallFailure } from '../call-failure.ts'
import type { ThreadReply, ThreadRequest, ThreadStart } from './encoder-thread.ts'
import { type LocalFiles, type LocalFolder, openLocalFolder } from './local-folder.ts'
import type { TextRole } from './sentence-encoder.ts'

export interface LocalModelOptions {
  /** Folder of the models; undefined where there is none. */
  directory: string | undefined
  /** Most that a model's file may take. */
  megabytes: number
  /** Processors that one model may keep busy. */
  threads: number
}

export interface LocalVectors {
  vectors: Float32Array[]
  tokens: number
  /** Which files made them. */
  fingerprint: string
}

export interface LocalModels {
  folder: LocalFolder
  /** Throws CallFailure. */
  embed(
    name: string,
    texts: readonly string[],
    options: { role: TextRole; prefix: string; signal: AbortSignal; timeoutMs: number },
  ): Promise<LocalVectors>
  close(): Promise<void>
}

/** Memory is given back once nobody has asked for so long. */
const idleMs = 10 * 60_000
/** A third is loaded when one of these has nothing to do. */
const mostLoaded = 2
/** Of what JavaScript holds in a thread: the vocabulary and texts under way. The network lies outside, bounded by its file's size. */
const heapMegabytes = 768
const script = new URL('./encoder-thread.ts', import.meta.url)

type Made = Extract<ThreadReply, { vectors: Float32Array }>
interface Waiting {
  resolve(made: Made): void
  reject(error: CallFailure): void
  /** Runs on where the caller gave up: a thread that answers nobody any more is ended. */
  stuck: NodeJS.Timeout
}
interface Loaded {
  name: string
  stamp: string
  worker: Worker
  ready: Promise<{ dimensions: number; fingerprint: string }>
  waiting: Map<number, Waiting>
  used: number
  idle?: NodeJS.Timeout
}

/** Sentence encoders of this machine, each in a thread of its own, loaded when first asked for. No text leaves the process. */
export function openLocalModels(options: LocalModelOptions & { log: Log }): LocalModels {
  const { log, threads } = options
  const folder = openLocalFolder({ root: options.directory, megabytes: options.megabytes })
  const loaded = new Map<string, Loaded>()
  let lastId = 0

  function end(one: Loaded, failure: CallFailure): Promise<unknown> {
    if (loaded.get(one.name) === one) loaded.delete(one.name)
    clearTimeout(one.idle)
    for (const { reject, stuck } of one.waiting.values()) {
      clearTimeout(stuck)
      reject(failure)
    }
    one.waiting.clear()
    return one.worker.terminate()
  }

  function load(files: LocalFiles): Loaded {
    const workerData: ThreadStart = { files, threads }
    const worker = new Worker(script, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
      // What the runtime prints may hold what is in the files.
      stdout: true,
      stderr: true,
      env: {},
    })
    worker.unref()
    const waiting = new Map<number, Waiting>()
    const {
      promise: ready,
      resolve,
      reject,
    } = Promise.withResolvers<{ dimensions: number; fingerprint: string }>()
    ready.catch(() => undefined)
    const one: Loaded = { name: files.name, stamp: files.stamp, worker, ready, waiting, used: 0 }
    const broken = (reason: string) => {
      log.warn({ model: files.name, reason }, 'a local model does not work')
      const failure = new CallFailure('broken-model')
      reject(failure)
      void end(one, failure)
    }
    worker.on('message', (reply: ThreadReply) => {
      if ('ready' in reply) return resolve(reply.ready)
      if (!('id' in reply)) return broken(reply.broken)
      const its = waiting.get(reply.id)
      clearTimeout(its?.stuck)
      waiting.delete(reply.id)
      if (waiting.size === 0) {
        one.idle = setTimeout(() => void end(one, new CallFailure('cut')), idleMs)
        one.idle.unref()
      }
      if ('vectors' in reply) return its?.resolve(reply)
      if ('cancelled' in reply) return
      log.warn({ model: files.name, reason: reply.broken }, 'a local model failed')
      its?.reject(new CallFailure('broken-model'))
    })
    worker.on('error', (error) => broken(error.message))
    worker.on('exit', () => {
      reject(new CallFailure('broken-model'))
      void end(one, new CallFailure('broken-model'))
    })
    return one
  }

  async function of(files: LocalFiles): Promise<Loaded> {
    const known = loaded.get(files.name)
    if (known?.stamp === files.stamp) return known
    if (known !== undefined) await end(known, new CallFailure('cut'))
    if (loaded.size >= mostLoaded && !loaded.has(files.name)) {
      const idle = [...loaded.values()].filter(({ waiting }) => waiting.size === 0)
      const oldest = idle.sort((a, b) => a.used - b.used)[0]
      if (oldest === undefined) throw new CallFailure('busy')
      await end(oldest, new CallFailure('cut'))
    }
    // Others may have been quicker while one was ended.
    const again = loaded.get(files.name)
    if (again?.stamp === files.stamp) return again
    const one = load(files)
    loaded.set(files.name, one)
    return one
  }

  return {
    folder,
    async embed(name, texts, { role, prefix, signal, timeoutMs }) {
      const one = await of(await folder.find(name))
      clearTimeout(one.idle)
      one.used = performance.now()
      const id = ++lastId
      const { promise, resolve, reject } = Promise.withResolvers<Made>()
      promise.catch(() => undefined)
      const stuck = setTimeout(() => void end(one, new CallFailure('timed-out')), timeoutMs)
      stuck.unref()
      one.waiting.set(id, { resolve, reject, stuck })
      one.worker.postMessage({ id, texts, role, prefix } satisfies ThreadRequest)
      const cancel = () => {
        one.worker.postMessage({ id, cancel: true } satisfies ThreadRequest)
        reject(new CallFailure('cancelled'))
      }
      signal.addEventListener('abort', cancel, { once: true })
      try {
        if (signal.aborted) cancel()
        const { vectors, tokens } = await promise
        const { dimensions, fingerprint } = await one.ready
        return {
          vectors: texts.map((_, at) => vectors.slice(at * dimensions, (at + 1) * dimensions)),
          tokens,
          fingerprint,
        }
      } finally {
        signal.removeEventListener('abort', cancel)
      }
    },
    async close() {
      await Promise.all([...loaded.values()].map((one) => end(one, new CallFailure('cancelled'))))
    },
  }
}
