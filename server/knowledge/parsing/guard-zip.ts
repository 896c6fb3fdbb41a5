import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { FileProblem } from './file-problem.ts'

export interface ZipLimits {
  entries: number
  /** Of everything in it together, unpacked. */
  bytes: number
  /** Unpacked to packed, of any one file worth mentioning. */
  ratio: number
}

export const officeLimits: ZipLimits = { entries: 2_000, bytes: 400 * 1024 * 1024, ratio: 400 }
/** Small files may be anything: an empty sheet shrinks a thousand times. */
const ratioCountsFrom = 4 * 1024 * 1024

export interface GuardedZip {
  names: ReadonlySet<string>
  /** The unpacked content of one file, or undefined. */
  read(name: string): Promise<Buffer | undefined>
}

/**
 * Looks at a zip file before anybody unpacks it. Sizes are declared by the file itself, so they are counted again while
 * unpacking: yauzl stops at the first byte beyond what was declared. Throws `FileProblem`.
 */
export async function guardZip(bytes: Buffer, limits: ZipLimits = officeLimits): Promise<GuardedZip> {
  const zip = await open(bytes)
  const entries = new Map<string, Entry>()
  let total = 0
  await new Promise<void>((resolve, reject) => {
    zip.on('error', () => reject(new FileProblem('damaged', { detail: 'zip' })))
    zip.on('end', resolve)
    zip.on('entry', (entry: Entry) => {
      total += entry.uncompressedSize
      // Bit 0: the content is encrypted.
      if ((entry.generalPurposeBitFlag & 1) !== 0) return reject(new FileProblem('password'))
      if (entries.size >= limits.entries)
        return reject(new FileProblem('zip-bomb', { entries: limits.entries }))
      const ratio = entry.uncompressedSize / Math.max(1, entry.compressedSize)
      if (total > limits.bytes || (entry.uncompressedSize > ratioCountsFrom && ratio > limits.ratio))
        return reject(new FileProblem('zip-bomb', { megabytes: Math.round(total / 1024 / 1024) }))
      entries.set(entry.fileName, entry)
      zip.readEntry()
    })
    zip.readEntry()
  })
  // Declared sizes may lie: everything is unpacked once, and let go, before a library does so in memory.
  for (const entry of entries.values()) await measure(zip, entry)
  return {
    names: new Set(entries.keys()),
    async read(name) {
      const entry = entries.get(name)
      return entry === undefined ? undefined : readEntry(zip, entry)
    },
  }
}

function open(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) =>
    yauzl.fromBuffer(bytes, { lazyEntries: true, validateEntrySizes: true }, (error, zip) =>
      error || !zip ? reject(new FileProblem('damaged', { detail: 'zip' })) : resolve(zip),
    ),
  )
}

function readEntry(zip: ZipFile, entry: Entry): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new FileProblem('damaged', { detail: entry.fileName.slice(0, 100) }))
    zip.openReadStream(entry, (error, stream) => {
      if (error || !stream) return fail()
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('end', () => resolve(Buffer.concat(parts)))
      stream.on('error', fail)
    })
  })
}

/** Unpacks one file into nothing; yauzl stops at the first byte beyond what was declared. */
function measure(zip: ZipFile, entry: Entry): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = () => reject(new FileProblem('damaged', { detail: entry.fileName.slice(0, 100) }))
    zip.openReadStream(entry, (error, stream) => {
      if (error || !stream) return fail()
      stream.on('error', fail)
      stream.on('end', resolve)
      stream.resume()
    })
  })
}

const ole = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])

/** Office files with a password, and those of before 2007, come in a wrapping of their own. Throws `FileProblem`. */
export function refuseOldOffice(bytes: Buffer): void {
  if (!bytes.subarray(0, 8).equals(ole)) return
  const encrypted = bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'))
  throw new FileProblem(encrypted ? 'password' : 'old-office')
}

export const isZip = (bytes: Buffer): boolean => bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))
