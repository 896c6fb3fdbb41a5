import { File as FileIcon, RotateCcw, X } from 'lucide-react'
import { hasCode, isPassing } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useLocale, useText } from '../../app/text.ts'
import { sizeText } from './size-text.ts'
import type { UploadItem, Uploads } from './uploads.ts'

/** What goes out with the next message: how far each file is, and what stands in its way. */
export function AttachmentTray({ uploads }: { uploads: Uploads }) {
  const t = useText()
  if (uploads.items.length === 0) return null
  return (
    <ul aria-label={t('files.tray')} className="flex flex-wrap gap-2 px-3 pt-2">
      {uploads.items.map((item) => (
        <TrayItem key={item.key} item={item} uploads={uploads} />
      ))}
    </ul>
  )
}

const round =
  'flex size-6 shrink-0 items-center justify-center rounded-md text-n-11 hover:bg-n-4 hover:text-n-12 pointer-coarse:size-9 [&_svg]:size-3.5'

/** Whether the same file may get through the next time. */
const mayHelp = (error: unknown) => isPassing(error) || hasCode(error, 'attachment/cut-off')

function TrayItem({ item, uploads }: { item: UploadItem; uploads: Uploads }) {
  const t = useText()
  const locale = useLocale()
  const errorText = useErrorText()
  const failed = item.error !== undefined
  const uploading = !failed && !item.part
  return (
    <li className="flex max-w-full min-w-0 items-center gap-2 rounded-md border border-n-7 bg-n-2 p-1.5">
      {item.preview ? (
        <img src={item.preview} alt="" className="size-9 shrink-0 rounded-sm bg-n-4 object-cover" />
      ) : (
        <FileIcon className="size-5 shrink-0 text-n-10" aria-hidden />
      )}
      <div className="min-w-0 max-w-56">
        <p className="truncate text-sm" title={item.name}>
          {item.name}
        </p>
        {failed ? (
          <p role="alert" className="text-xs text-danger">
            {errorText(item.error)}
          </p>
        ) : uploading ? (
          <progress
            value={item.progress}
            aria-label={t('files.uploading', { name: item.name })}
            className="block h-1 w-full accent-accent"
          />
        ) : (
          <p className="text-xs text-n-11 tabular">{sizeText(item.file.size, locale)}</p>
        )}
      </div>
      {failed && mayHelp(item.error) && (
        <button
          type="button"
          className={round}
          aria-label={t('files.retry', { name: item.name })}
          onClick={() => uploads.retry(item.key)}
        >
          <RotateCcw />
        </button>
      )}
      <button
        type="button"
        className={round}
        aria-label={t('files.remove', { name: item.name })}
        onClick={() => uploads.remove(item.key)}
      >
        <X />
      </button>
    </li>
  )
}
