import { crc32, deflateSync } from 'node:zlib'

/** A PNG of one colour whose pixels take next to nothing packed: 1 bit each. */
export function hugePng(width: number, height: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header[8] = 1
  const row = Buffer.alloc(1 + Math.ceil(width / 8))
  // Written only where a reader could want it: a header that lies needs no pixels behind it.
  const rows = width * height > 200_000_000 ? [row] : Array<Buffer>(height).fill(row)
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', header),
    pngChunk('IDAT', deflateSync(Buffer.concat(rows), { level: 9 })),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

function pngChunk(kind: string, content: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(kind, 'latin1'), content])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, sum])
}

export interface ZipEntry {
  name: string
  encrypted?: boolean
  /** What the list of contents claims; the truth when absent. */
  claims?: number
}

/** A ZIP whose entries hold one byte each, whatever its list of contents claims. */
export function zip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = []
  const list: Buffer[] = []
  let offset = 0
  for (const { name, encrypted, claims } of entries) {
    const path = Buffer.from(name)
    const packed = Buffer.from('x')
    const local = Buffer.alloc(30)
    local.writeUInt32LE(0x04034b50, 0)
    local.writeUInt16LE(20, 4)
    local.writeUInt16LE(encrypted ? 1 : 0, 6)
    local.writeUInt32LE(crc32(packed), 14)
    local.writeUInt32LE(1, 18)
    local.writeUInt32LE(claims ?? 1, 22)
    local.writeUInt16LE(path.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(20, 4)
    entry.writeUInt16LE(20, 6)
    entry.writeUInt16LE(encrypted ? 1 : 0, 8)
    entry.writeUInt16LE(claims === undefined ? 0 : 8, 10)
    entry.writeUInt32LE(crc32(packed), 16)
    entry.writeUInt32LE(1, 20)
    entry.writeUInt32LE(claims ?? 1, 24)
    entry.writeUInt16LE(path.length, 28)
    entry.writeUInt32LE(offset, 42)
    parts.push(local, path, packed)
    list.push(entry, path)
    offset += local.length + path.length + packed.length
  }
  const directory = Buffer.concat(list)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, directory, end])
}
