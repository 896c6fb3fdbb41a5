import { open } from 'node:fs/promises'
import { fileTypeFromFile } from 'file-type'
import { ApiError } from '../http/index.ts'
import { extensionOf, programExtensions } from './file-names.ts'
import { type ArchiveWarning, inspectArchive } from './inspect-archive.ts'

export type FileWarning = 'active' | 'archive' | 'macros' | ArchiveWarning

export interface InspectedFile {
  /** Found in the bytes. */
  mediaType: string
  /** The extension that belongs to them, without a dot; empty where nothing certain is known. */
  extension: string
  /** Whether it is a picture that can be drawn anew. */
  picture: boolean
  warnings: FileWarning[]
}

const pictures = new Set(['image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/gif'])
const programs = new Set([
  'application/java-archive',
  'application/java-vm',
  'application/vnd.android.package-archive',
  'application/wasm',
  'application/x-apple-diskimage',
  'application/x-deb',
  'application/x-elf',
  'application/x-google-chrome-extension',
  'application/x-mach-binary',
  'application/x-ms-shortcut',
  'application/x-msdownload',
  'application/x-rpm',
])
const activeExtensions: ReadonlySet<string> = new Set(
  'htm html xhtml xht shtml mht mhtml svg svgz xml xsl xslt'.split(' '),
)
const archives =
  /^application\/(?:zip|gzip|lzip|vnd\.ms-cab-compressed|x-(?:7z|ace|lzh|rar)?-?compress(?:ed)?|x-bzip2|x-tar|x-xz|zstd|x-unix-archive)$/
const headBytes = 64 * 1024
const patienceMs = 10_000

/**
 * What a file is, by its bytes; the type its sender claims is never asked for. Programs are refused, by their bytes and by
 * their names. Throws `attachment/type-refused`, `attachment/archive-refused`.
 */
export async function inspectFile(path: string, name: string): Promise<InspectedFile> {
  const given = extensionOf(name)
  if (programExtensions.has(given)) throw new ApiError('attachment/type-refused', { type: `.${given}` })
  const found = await sniff(path)
  if (found !== undefined && programs.has(found.mime))
    throw new ApiError('attachment/type-refused', { type: found.mime })
  if (found !== undefined && pictures.has(found.mime))
    return { mediaType: found.mime, extension: found.ext, picture: true, warnings: [] }
  const text = found === undefined || found.mime === 'application/xml' ? await readText(path) : undefined
  if (text?.startsWith('#!')) throw new ApiError('attachment/type-refused', { type: 'script' })
  if (found?.mime === 'application/xml' || isActive(text, given)) return activeFile(text)
  if (found === undefined)
    return {
      mediaType: text === undefined ? 'application/octet-stream' : 'text/plain',
      extension: '',
      picture: false,
      warnings: [],
    }
  return {
    mediaType: found.mime,
    extension: found.ext,
    picture: false,
    warnings: await warningsOf(path, found.mime),
  }
}

async function sniff(path: string): Promise<{ mime: string; ext: string } | undefined> {
  try {
    return await fileTypeFromFile(path, {
      maxBufferSize: 4_000_000,
      signal: AbortSignal.timeout(patienceMs),
    })
  } catch {
    // What cannot even be told apart is kept as bytes to be saved.
    return undefined
  }
}

async function warningsOf(path: string, mime: string): Promise<FileWarning[]> {
  if (/macroenabled/i.test(mime)) return ['macros']
  // Word, Excel and the like are archives too, of which nobody has to be told.
  if (mime === 'application/zip') return ['archive', ...(await inspectArchive(path))]
  if (/^application\/(?:vnd\.openxmlformats|vnd\.oasis|epub)/.test(mime)) {
    const inside = await inspectArchive(path)
    return inside.filter((warning) => warning !== 'nested-archive')
  }
  return archives.test(mime) ? ['archive'] : []
}

function isActive(text: string | undefined, extension: string): boolean {
  if (activeExtensions.has(extension)) return true
  return (
    text !== undefined && /<(?:!doctype\s+html|html|head|body|script|svg|iframe)\b|^\s*<\?xml/i.test(text)
  )
}

function activeFile(text: string | undefined): InspectedFile {
  const svg = text !== undefined && /<svg\b/i.test(text) && !/<html\b/i.test(text)
  return {
    mediaType: svg ? 'image/svg+xml' : 'text/html',
    extension: '',
    picture: false,
    warnings: ['active'],
  }
}

/** The beginning of a text in one of the encodings people use; undefined where it is none. */
async function readText(path: string): Promise<string | undefined> {
  const handle = await open(path, 'r')
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0)
    const bytes = buffer.subarray(0, bytesRead)
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
    if (!utf16 && bytes.includes(0)) return undefined
    for (const encoding of utf16 ? [bytes[0] === 0xff ? 'utf-16le' : 'utf-16be'] : ['utf-8', 'gb18030']) {
      try {
        // As a stream, because a character may be cut in two at the end.
        return new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true })
      } catch {
        // The next one.
      }
    }
    return undefined
  } finally {
    await handle.close()
  }
}
