import { randomFillSync } from 'node:crypto'

const pool = new Uint8Array(4096)
let used = pool.length
let lastMilliseconds = 0
let counter = 0

function randomBytes(count: number): Uint8Array {
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += count
  return pool.subarray(used - count, used)
}

const hex = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

/** A new UUID version 7 (RFC 9562): ordered by time, and within one process also inside a millisecond. */
export function newId(): string {
  const now = Date.now()
  if (now > lastMilliseconds) {
    lastMilliseconds = now
    counter = ((randomBytes(2)[0] ?? 0) << 2) & 0x3ff
  } else {
    counter += 1
    if (counter > 0xfff) {
      lastMilliseconds += 1
      counter = 0
    }
  }
  const time = lastMilliseconds.toString(16).padStart(12, '0')
  const tail = randomBytes(8)
  let rest = ''
  for (let index = 0; index < 8; index += 1) {
    const byte = tail[index] ?? 0
    rest += hex[index === 0 ? (byte & 0x3f) | 0x80 : byte]
  }
  const third = (0x7000 | counter).toString(16)
  return `${time.slice(0, 8)}-${time.slice(8)}-${third}-${rest.slice(0, 4)}-${rest.slice(4)}`
}

/** Whether `text` is a UUID of any version, in the usual form. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text)
}
