import { createHash, randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ApiError } from '../http/index.ts'

/** A file that has arrived whole and belongs to nobody yet. */
export interface IncomingFile {
  /** Where it lies on this machine, for looking into it. */
  path: string
  /** SHA-256 of its bytes, in hex. */
  hash: string
  size: number
  /** Forgets it; nothing happens when it was kept. */
  discard(): Promise<void>
}

/** Pictures made from an original; they can be made again. */
export type Variant = 'thumbnail' | 'picture'
export const variants: readonly Variant[] = ['thumbnail', 'picture']

export interface StoredFile {
  tenantId: string
  hash: string
  modifiedAt: Date
}

/** Where the bytes of tenants' files lie, by tenant and hash. Several processes may use one at once. */
export interface FileStore {
  /** Takes in a stream, at most `limit` bytes. Throws `attachment/too-large`, `attachment/cut-off`. */
  receive(source: Readable, limit: number): Promise<IncomingFile>
  /** Keeps what arrived under its hash. Doing so twice, or at once with others, keeps it once. */
  keep(tenantId: string, file: IncomingFile): Promise<void>
  keepVariant(tenantId: string, hash: string, variant: Variant, bytes: Uint8Array): Promise<void>
  /** Undefined when it is not there. */
  read(
    tenantId: string,
    hash: string,
    variant?: Variant,
  ): Promise<{ stream: Readable; size: number } | undefined>
  /** Where the original lies on this machine, for working on it. */
  pathOf(tenantId: string, hash: string): string
  remove(tenantId: string, hash: string): Promise<void>
  /** Every original there is. */
  list(): AsyncIterable<StoredFile>
  /** Removes what began to arrive before then and was never kept. */
  sweepIncoming(before: Date): Promise<number>
}

const folderName = /^[0-9a-f-]{36}$/
const hashName = /^[0-9a-f]{64}$/
const missing = (error: unknown) => (error as { code?: string }).code === 'ENOENT'

/** A store in a local folder: `TENANT/ab/HASH`, and what is arriving in `incoming/` beside. */
export function openFileStore(directory: string): FileStore {
  const incoming = join(directory, 'incoming')
  mkdirSync(incoming, { recursive: true, mode: 0o700 })

  function pathOf(tenantId: string, hash: string, variant?: Variant): string {
    if (!folderName.test(tenantId) || !hashName.test(hash)) throw new TypeError('no name of a stored file')
    return join(directory, tenantId, hash.slice(0, 2), variant === undefined ? hash : `${hash}.${variant}`)
  }

  /** Puts a finished file at its place in one step; a crash leaves the whole file or none. */
  async function place(from: string, to: string): Promise<void> {
    const folder = join(to, '..')
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await rename(from, to)
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  }

  return {
    pathOf: (tenantId, hash) => pathOf(tenantId, hash),
    async receive(source, limit) {
      const path = join(incoming, randomUUID())
      const hash = createHash('sha256')
      let size = 0
      async function* measured(): AsyncGenerator<Buffer> {
        // The source is left open when it is refused: whoever opened it still has to answer on the same line.
        for await (const chunk of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
          size += chunk.length
          if (size > limit) throw tooLarge(limit)
          hash.update(chunk)
          yield chunk
        }
      }
      const discard = () => rm(path, { force: true })
      try {
        await pipeline(measured, createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }))
      } catch (error) {
        await discard()
        if (error instanceof ApiError) throw error
        if (['ENOSPC', 'EDQUOT'].includes((error as { code?: string }).code ?? ''))
          throw new ApiError('attachment/storage-full')
        throw new ApiError('attachment/cut-off')
      }
      if (size === 0) {
        await discard()
        throw new ApiError('attachment/empty')
      }
      return { path, hash: hash.digest('hex'), size, discard }
    },
    keep: (tenantId, file) => place(file.path, pathOf(tenantId, file.hash)),
    async keepVariant(tenantId, hash, variant, bytes) {
      const draft = join(incoming, randomUUID())
      await writeFile(draft, bytes, { mode: 0o600, flush: true })
      await place(draft, pathOf(tenantId, hash, variant))
    },
    async read(tenantId, hash, variant) {
      const handle = await open(pathOf(tenantId, hash, variant), 'r').catch((error: unknown) => {
        if (missing(error)) return undefined
        throw error
      })
      if (handle === undefined) return undefined
      const { size } = await handle.stat()
      return { stream: createReadStream('', { fd: handle, autoClose: true }), size }
    },
    async remove(tenantId, hash) {
      for (const variant of variants) await rm(pathOf(tenantId, hash, variant), { force: true })
      await rm(pathOf(tenantId, hash), { force: true })
    },
    async *list() {
      for (const tenantId of await namesIn(directory)) {
        if (!folderName.test(tenantId)) continue
        for (const part of await namesIn(join(directory, tenantId))) {
          for (const hash of await namesIn(join(directory, tenantId, part))) {
            if (!hashName.test(hash) || !hash.startsWith(part)) continue
            const found = await stat(join(directory, tenantId, part, hash)).catch(() => undefined)
            if (found !== undefined) yield { tenantId, hash, modifiedAt: found.mtime }
          }
        }
      }
    },
    async sweepIncoming(before) {
      let swept = 0
      for (const name of await namesIn(incoming)) {
        const path = join(incoming, name)
        const found = await stat(path).catch(() => undefined)
        if (found === undefined || found.mtime >= before) continue
        await rm(path, { force: true })
        swept += 1
      }
      return swept
    },
  }
}

export function tooLarge(limit: number): ApiError {
  return new ApiError('attachment/too-large', { limitMb: Math.floor(limit / 1_000_000) })
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: unknown) => {
    if (missing(error) || (error as { code?: string }).code === 'ENOTDIR') return []
    throw error
  })
}
