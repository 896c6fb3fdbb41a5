import { openPromise } from 'yauzl'
import { ApiError } from '../http/index.ts'
import { extensionOf, programExtensions } from './file-names.ts'

export type ArchiveWarning = 'encrypted' | 'nested-archive' | 'program-inside'

const mostEntries = 5_000
const largestUnpacked = 2_000_000_000
const largestRatio = 200
/** Below this nothing is out of proportion, however well it packs. */
const harmlessBytes = 50_000_000
const archiveExtensions = new Set('7z ace bz2 cab gz iso lzh rar tar tgz xz zip zst'.split(' '))

/**
 * Reads a ZIP's list of contents, and nothing of the contents. Throws `attachment/archive-refused` for one that is out of
 * proportion; one whose list cannot be read counts as encrypted.
 */
export async function inspectArchive(path: string): Promise<ArchiveWarning[]> {
  const warnings = new Set<ArchiveWarning>()
  let packed = 0
  let unpacked = 0
  let count = 0
  try {
    const zip = await openPromise(path, { autoClose: true, validateEntrySizes: false })
    try {
      if (zip.entryCount > mostEntries) throw new ApiError('attachment/archive-refused')
      for await (const entry of zip.eachEntry()) {
        count += 1
        packed += entry.compressedSize
        unpacked += entry.uncompressedSize
        if (count > mostEntries || isOutOfProportion(packed, unpacked))
          throw new ApiError('attachment/archive-refused')
        const extension = extensionOf(entry.fileName)
        if (entry.isEncrypted()) warnings.add('encrypted')
        if (archiveExtensions.has(extension)) warnings.add('nested-archive')
        if (programExtensions.has(extension)) warnings.add('program-inside')
      }
    } finally {
      zip.close()
    }
  } catch (error) {
    if (error instanceof ApiError) throw error
    warnings.add('encrypted')
  }
  return [...warnings]
}

function isOutOfProportion(packed: number, unpacked: number): boolean {
  if (unpacked > largestUnpacked) return true
  return unpacked > harmlessBytes && unpacked > packed * largestRatio
}
