import { useSyncExternalStore } from 'react'
import type { ErrorBody } from '../../../contract/errors.ts'
import {
  type AttachmentPart,
  attachmentPart,
  mostAttachmentsPerMessage,
  uploadAttachment,
} from '../../../contract/parts/attachments.ts'
import { ApiError, NetworkError, newClientId, routeAddress } from '../../app/api.ts'

/** A file on its way into the message that is being written. */
export interface UploadItem {
  readonly key: string
  readonly file: File
  readonly name: string
  /** Shows a picture before it has arrived. */
  readonly preview: string | undefined
  /** 0 to 1. */
  readonly progress: number
  readonly part: AttachmentPart | undefined
  readonly error: unknown
}

const none: readonly UploadItem[] = []
const lists = new Map<string, readonly UploadItem[]>()
const running = new Map<string, XMLHttpRequest>()
const listeners = new Set<() => void>()

function set(conversationId: string, items: readonly UploadItem[]): void {
  if (items.length === 0) lists.delete(conversationId)
  else lists.set(conversationId, items)
  for (const listener of listeners) listener()
}

function change(conversationId: string, key: string, changes: Partial<UploadItem>): void {
  const items = lists.get(conversationId) ?? none
  set(
    conversationId,
    items.map((item) => (item.key === key ? { ...item, ...changes } : item)),
  )
}

/** Uploads one file and tells how far it is; `fetch` cannot tell. Rejects with ApiError or NetworkError. */
export function uploadFile(
  conversationId: string,
  file: File,
  onProgress: (share: number) => void,
  onRequest: (request: XMLHttpRequest) => void = () => undefined,
): Promise<AttachmentPart> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    onRequest(request)
    request.open(
      'POST',
      routeAddress(uploadAttachment.path, { conversationId }, { name: file.name || 'file' }),
    )
    request.setRequestHeader('idempotency-key', newClientId())
    request.upload.onprogress = ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0)
    request.onload = () => {
      const body = readJson(request.responseText)
      const part = attachmentPart.safeParse(body)
      if (request.status === 200 && part.success) return resolve(part.data)
      const refused = (body as ErrorBody | undefined)?.error
      reject(
        refused?.code
          ? new ApiError(request.status, refused.code, refused.message, refused.parameters)
          : new NetworkError(`status ${request.status}`),
      )
    }
    request.onerror = () => reject(new NetworkError('the upload broke off'))
    request.onabort = () => reject(new NetworkError('the upload was given up'))
    request.send(file)
  })
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

async function run(conversationId: string, { key, file }: UploadItem): Promise<void> {
  try {
    const part = await uploadFile(
      conversationId,
      file,
      (progress) => change(conversationId, key, { progress }),
      (request) => running.set(key, request),
    )
    change(conversationId, key, { part, progress: 1, error: undefined })
  } catch (error) {
    change(conversationId, key, { error })
  } finally {
    running.delete(key)
  }
}

export interface Uploads {
  items: readonly UploadItem[]
  /** Takes files until the message is full; false when some were left out. */
  add(files: readonly File[]): boolean
  remove(key: string): void
  retry(key: string): void
  /** What has arrived; the tray is empty afterwards. */
  take(): AttachmentPart[]
}

/** Files of the message being written in a conversation; they outlive a look into another one. */
export function useUploads(conversationId: string): Uploads {
  const items = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => lists.get(conversationId) ?? none,
  )
  return {
    items,
    add(files) {
      const before = lists.get(conversationId) ?? none
      const taken = files.slice(0, mostAttachmentsPerMessage - before.length)
      const added = taken.map(
        (file): UploadItem => ({
          key: newClientId(),
          file,
          name: file.name || 'file',
          preview: /^image\/(?!svg)/.test(file.type) ? URL.createObjectURL(file) : undefined,
          progress: 0,
          part: undefined,
          error: undefined,
        }),
      )
      set(conversationId, [...before, ...added])
      for (const item of added) void run(conversationId, item)
      return taken.length === files.length
    },
    remove(key) {
      running.get(key)?.abort()
      const before = lists.get(conversationId) ?? none
      forget(before.filter((item) => item.key === key))
      set(
        conversationId,
        before.filter((item) => item.key !== key),
      )
    },
    retry(key) {
      const item = (lists.get(conversationId) ?? none).find((one) => one.key === key)
      if (!item) return
      change(conversationId, key, { error: undefined, progress: 0 })
      void run(conversationId, item)
    },
    take() {
      const before = lists.get(conversationId) ?? none
      forget(before)
      set(conversationId, none)
      return before.flatMap((item) => (item.part ? [item.part] : []))
    },
  }
}

function forget(items: readonly UploadItem[]): void {
  for (const { preview } of items) if (preview) URL.revokeObjectURL(preview)
}
