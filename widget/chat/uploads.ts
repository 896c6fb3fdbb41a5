import type { AttachmentPart, ErrorBody } from '../../contract/index.ts'
import type { Problem } from '../messages/index.ts'
import { type Store, whenKnown } from './store.ts'

/** A file on its way to the server, before and while it belongs to a message. */
export interface Upload {
  readonly key: string
  readonly name: string
  readonly size: number
  /** Shows a picture that is not at the server yet. */
  readonly preview: string | undefined
  /** 0 to 1. */
  readonly progress: number
  readonly part: AttachmentPart | undefined
  readonly problem: Problem | undefined
}

export interface UploadsOptions {
  readonly origin: string
  newId(): string
  /** The customer’s token, once there is one. */
  token(): Promise<string | undefined>
  onChange(): void
}

const mostFiles = 10
const passing: readonly string[] = ['network', 'server/unavailable', 'request/rate-limited']

/** The files the customer has chosen in this page. A page that is left takes them along: a browser keeps no file. */
export class Uploads {
  #uploads: readonly Upload[] = []
  #taken = new Set<string>()
  readonly #files = new Map<string, File>()
  readonly #requests = new Map<string, XMLHttpRequest>()
  readonly #options: UploadsOptions

  constructor(options: UploadsOptions) {
    this.#options = options
  }

  /** Those that go with the message being written. */
  get tray(): readonly Upload[] {
    return this.#uploads.filter((upload) => !this.#taken.has(upload.key))
  }

  get(key: string): Upload | undefined {
    return this.#uploads.find((upload) => upload.key === key)
  }

  /** The local picture of an attachment that was sent from this page. */
  previewOf(attachmentId: string): string | undefined {
    return this.#uploads.find((upload) => upload.part?.attachmentId === attachmentId)?.preview
  }

  /** Takes as many files as fit into one message. */
  add(files: readonly File[], largest: number): void {
    for (const file of files.slice(0, mostFiles - this.tray.length)) {
      const key = this.#options.newId()
      this.#files.set(key, file)
      const tooLarge = file.size > largest
      const limitMb = Math.floor(largest / 1e6)
      this.#uploads = [
        ...this.#uploads,
        {
          key,
          name: file.name || 'file',
          size: file.size,
          preview: /^image\/(?!svg)/.test(file.type) ? URL.createObjectURL(file) : undefined,
          progress: 0,
          part: undefined,
          problem: tooLarge ? problemOf('attachment/too-large', { limitMb }) : undefined,
        },
      ]
      if (!tooLarge) void this.#send(key)
    }
    this.#options.onChange()
  }

  /** The tray becomes part of a message; its keys. */
  take(): string[] {
    const keys = this.tray.map((upload) => upload.key)
    for (const key of keys) this.#taken.add(key)
    return keys
  }

  retry(key: string): void {
    if (!this.get(key)?.problem || !this.#files.has(key)) return
    this.#set(key, { problem: undefined, progress: 0 })
    void this.#send(key)
  }

  remove(key: string): void {
    this.#requests.get(key)?.abort()
    const { preview } = this.get(key) ?? {}
    if (preview) URL.revokeObjectURL(preview)
    this.#files.delete(key)
    this.#uploads = this.#uploads.filter((upload) => upload.key !== key)
    this.#options.onChange()
  }

  clear(): void {
    for (const { key } of this.#uploads) this.remove(key)
  }

  async #send(key: string, attempt = 0): Promise<void> {
    const token = await this.#options.token()
    const file = this.#files.get(key)
    if (!file) return
    const result = token === undefined ? problemOf('network') : await this.#post(key, file, token)
    this.#requests.delete(key)
    if (!this.get(key)) return
    if ('attachmentId' in result) {
      this.#files.delete(key)
      this.#set(key, { part: result, progress: 1 })
    } else if (attempt < 3 && passing.includes(result.code)) {
      setTimeout(() => void this.#send(key, attempt + 1), 1_500 * 2 ** attempt)
    } else this.#set(key, { problem: result })
  }

  /** By XMLHttpRequest, which tells how far it is; `fetch` does not. */
  #post(key: string, file: File, token: string): Promise<AttachmentPart | Problem> {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest()
      this.#requests.set(key, request)
      const name = encodeURIComponent((file.name || 'file').replace(/\p{Surrogate}/gu, '\ufffd'))
      request.open('POST', `${this.#options.origin}/api/v1/web-chat/attachments?name=${name}`)
      request.setRequestHeader('authorization', `Bearer ${token}`)
      request.upload.onprogress = ({ loaded, total }) =>
        this.#set(key, { progress: total ? loaded / total : 0 })
      request.onload = () => {
        try {
          const body = JSON.parse(request.responseText) as AttachmentPart | ErrorBody
          resolve('error' in body ? body.error : body)
        } catch {
          resolve(problemOf('network'))
        }
      }
      request.onerror = request.onabort = () => resolve(problemOf('network'))
      request.send(file)
    })
  }

  #set(key: string, change: Partial<Upload>): void {
    this.#uploads = this.#uploads.map((upload) => (upload.key === key ? { ...upload, ...change } : upload))
    this.#options.onChange()
  }
}

export const problemOf = (code: Problem['code'], parameters: Problem['parameters'] = {}): Problem => ({
  code,
  message: '',
  parameters,
})

/** Takes files where the channel takes any. A picture may be pasted before the first word from the server. */
export function addWhenKnown<State extends { channel: { largestFile?: number | undefined } | undefined }>(
  uploads: Uploads,
  store: Store<State>,
  files: readonly File[],
): void {
  whenKnown(
    store,
    (state) => state.channel,
    ({ largestFile = 0 }) => {
      if (largestFile > 0) uploads.add(files, largestFile)
    },
  )
}
