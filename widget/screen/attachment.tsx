import { useEffect } from 'preact/hooks'
import type { AttachmentPart, FilePart, PicturePart } from '../../contract/index.ts'
import type { Upload } from '../chat/uploads.ts'
import { problemText } from '../messages/index.ts'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'

const widest = 220
const tallest = 240
/** Refusals after which the same file may get through. */
const mayHelp = /^(network|server|request|customer)|cut-off|scan-failed|unsent/

/** A picture or file that was sent. */
export function Attachment({ part }: { part: AttachmentPart }) {
  return part.type === 'picture' ? <Picture part={part} /> : <FileRow part={part} />
}

export function Picture({ part, small }: { part: PicturePart; small?: boolean }) {
  const { chat, state, texts } = useChat()
  const { attachmentId, width, height, name } = part
  const links = state.links[attachmentId]
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again as they run out and when the line is back
  useEffect(() => chat.needLinks(attachmentId), [chat, attachmentId, links, state.line])
  const source = chat.previewOf(attachmentId) ?? (links?.thumbnail && chat.origin + links.thumbnail)
  const scale = Math.min(1, (small ? 64 : widest) / width, (small ? 64 : tallest) / height)
  const box = `width:${Math.max(44, Math.round(width * scale))}px;aspect-ratio:${width}/${height}`
  if (links === null) {
    return (
      <p class="gone" style={box}>
        {texts.fileGone}
      </p>
    )
  }
  return (
    <button
      type="button"
      class="picture"
      style={box}
      aria-label={texts.showLarge(name)}
      onClick={() => chat.showLarge(part)}
    >
      {source && <img src={source} alt={name} onError={() => chat.renewLinks(attachmentId)} />}
    </button>
  )
}

function FileRow({ part }: { part: FilePart }) {
  const { chat, state, texts } = useChat()
  const links = state.links[part.attachmentId]
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again as they run out and when the line is back
  useEffect(() => chat.needLinks(part.attachmentId), [chat, part.attachmentId, links, state.line])
  return (
    <div class="bubble">
      <a
        class="file"
        {...(links ? { href: chat.origin + links.download } : {})}
        download={part.name}
        rel="noopener"
        title={texts.saveFile(part.name)}
      >
        <Icon name="document" size={22} />
        <span>
          <b>{part.name}</b>
          <small>{links === null ? texts.fileGone : sizeText(part.size, texts.language)}</small>
        </span>
      </a>
      {part.warnings.length > 0 && <p class="warning">{texts.fileWarning}</p>}
    </div>
  )
}

/** A file on its way, in the tray or in a message that waits for it. */
export function UploadRow({ upload, inTray }: { upload: Upload; inTray: boolean }) {
  const { chat, texts } = useChat()
  const { key, name, preview, problem, part } = upload
  return (
    <div class={inTray ? 'upload' : 'upload bubble'}>
      {preview ? <img src={preview} alt="" /> : <Icon name="document" size={22} />}
      <span>
        <b>{name}</b>
        {problem ? (
          <small role="alert" class="wrong">
            {problemText(texts, problem)}
          </small>
        ) : part ? (
          <small>{sizeText(upload.size, texts.language)}</small>
        ) : (
          <progress value={upload.progress} aria-label={texts.uploading(name)} />
        )}
      </span>
      {inTray && problem && mayHelp.test(problem.code) && (
        <button
          type="button"
          class="plain"
          aria-label={texts.uploadAgain(name)}
          onClick={() => chat.retryUpload(key)}
        >
          <Icon name="again" />
        </button>
      )}
      {inTray && (
        <button
          type="button"
          class="plain"
          aria-label={texts.removeFile(name)}
          onClick={() => chat.removeUpload(key)}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  )
}

function sizeText(bytes: number, language: string): string {
  const [value, unit] = bytes < 1e6 ? [Math.max(1, bytes / 1e3), 'kB'] : [bytes / 1e6, 'MB']
  return `${value.toLocaleString(language, { maximumFractionDigits: value < 10 ? 1 : 0 })} ${unit}`
}
