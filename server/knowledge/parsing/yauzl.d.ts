// What is used of yauzl, which comes without types.
declare module 'yauzl' {
  import type { Readable } from 'node:stream'

  export interface Entry {
    fileName: string
    compressedSize: number
    uncompressedSize: number
    generalPurposeBitFlag: number
  }
  export interface ZipFile {
    on(event: 'entry', listener: (entry: Entry) => void): void
    on(event: 'end', listener: () => void): void
    on(event: 'error', listener: (error: Error) => void): void
    readEntry(): void
    openReadStream(entry: Entry, done: (error: Error | null, stream?: Readable) => void): void
  }
  function fromBuffer(
    bytes: Buffer,
    options: { lazyEntries: boolean; validateEntrySizes: boolean },
    done: (error: Error | null, zip?: ZipFile) => void,
  ): void
  const yauzl: { fromBuffer: typeof fromBuffer }
  export default yauzl
}
