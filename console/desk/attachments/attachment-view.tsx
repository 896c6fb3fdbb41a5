import { Download, File, FileArchive, FileText, ImageOff, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import type { AttachmentPart, FilePart, PicturePart } from '../../../contract/parts/attachments.ts'
import { useCodeText, useLocale, useText } from '../../app/text.ts'
import { classNames } from '../../ui/class-names.ts'
import { openGallery } from './gallery-state.ts'
import { useLinks } from './links.ts'
import { sizeText } from './size-text.ts'

const widest = 260
const tallest = 200

/** A picture or file as it stands in a message. */
export function AttachmentView({ part }: { part: AttachmentPart }) {
  return part.type === 'picture' ? <Picture part={part} /> : <FileRow part={part} />
}

/** Small, in its own proportions from the first moment, so that nothing jumps; a click shows it large. */
export function Picture({ part, small }: { part: PicturePart; small?: boolean }) {
  const t = useText()
  const links = useLinks(part.attachmentId)
  const [broken, setBroken] = useState<string>()
  const scale = Math.min(1, (small ? 72 : widest) / part.width, (small ? 72 : tallest) / part.height)
  const size = {
    width: Math.max(44, Math.round(part.width * scale)),
    height: Math.max(44, Math.round(part.height * scale)),
  }
  const address = links.data?.thumbnail
  if (links.data === null || (broken !== undefined && broken === address))
    return (
      <span
        className="flex flex-col items-center justify-center gap-1 rounded-md bg-n-4 text-xs text-n-11"
        style={size}
        title={part.name}
      >
        <ImageOff className="size-4" aria-hidden />
        {!small && t('files.gone')}
      </span>
    )
  return (
    <button
      type="button"
      aria-label={t('files.open', { name: part.name })}
      title={part.name}
      onClick={() => openGallery(part.attachmentId)}
      className="block max-w-full cursor-zoom-in overflow-hidden rounded-md bg-n-4"
      style={{ ...size, height: undefined, aspectRatio: `${size.width} / ${size.height}` }}
    >
      {address && (
        <img
          src={address}
          alt={part.name}
          decoding="async"
          onError={() => {
            setBroken(address)
            void links.refetch()
          }}
          className="block size-full object-contain"
        />
      )}
    </button>
  )
}

function FileRow({ part }: { part: FilePart }) {
  const t = useText()
  const codeText = useCodeText()
  const locale = useLocale()
  const links = useLinks(part.attachmentId)
  const Icon = part.warnings.includes('archive')
    ? FileArchive
    : /^text|pdf|word/.test(part.mediaType)
      ? FileText
      : File
  const gone = links.data === null
  return (
    <div className="w-72 max-w-full">
      <a
        href={links.data?.download}
        download={part.name}
        title={t('files.saveNamed', { name: part.name })}
        aria-disabled={!links.data || undefined}
        className={classNames(
          'flex items-center gap-2.5 rounded-md border border-n-7 bg-n-1 px-2.5 py-2',
          gone ? 'text-n-11' : 'hover:border-accent',
        )}
      >
        <Icon className="size-5 shrink-0 text-n-10" aria-hidden />
        <span className="min-w-0 flex-1">
          <span className="block truncate font-medium">{part.name}</span>
          <span className="block text-xs text-n-11 tabular">
            {gone ? t('files.gone') : sizeText(part.size, locale)}
          </span>
        </span>
        {!gone && <Download className="size-4 shrink-0 text-n-11" aria-hidden />}
      </a>
      {part.warnings.map((warning) => (
        <p key={warning} className="flex items-start gap-1 pt-1 text-xs text-warning">
          <TriangleAlert className="mt-0.5 size-3 shrink-0" aria-hidden />
          {codeText('fileWarning', warning)}
        </p>
      ))}
    </div>
  )
}
