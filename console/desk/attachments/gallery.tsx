import { ChevronLeft, ChevronRight, Download, X } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useEffect } from 'react'
import type { ConversationEvent } from '../../../contract/events.ts'
import type { PicturePart } from '../../../contract/parts/attachments.ts'
import { useText } from '../../app/text.ts'
import { IconButton } from '../../ui/button.tsx'
import { openGallery, useGallery } from './gallery-state.ts'
import { useLinks } from './links.ts'

/** Every picture of a conversation, oldest first. */
export function picturesOf(events: readonly ConversationEvent[]): PicturePart[] {
  return events.flatMap((event) => {
    if (event.redacted || !('parts' in event.body)) return []
    return event.body.parts.flatMap((part): PicturePart[] => {
      if (part.type === 'picture') return [part]
      if (part.type === 'card' && part.card.kind === 'product' && part.card.picture)
        return [part.card.picture]
      return []
    })
  })
}

/** One picture over the whole page; arrow keys go through the conversation's others, Escape goes back. */
export function Gallery({ events }: { events: readonly ConversationEvent[] }) {
  const shown = useGallery()
  // Another conversation must not open with this one's picture.
  useEffect(() => () => openGallery(undefined), [])
  const pictures = shown === undefined ? [] : picturesOf(events)
  const index = pictures.findIndex((one) => one.attachmentId === shown)
  const picture = pictures[index]
  return (
    <Dialog.Root open={picture !== undefined} onOpenChange={(open) => !open && openGallery(undefined)}>
      {picture && (
        <Large
          picture={picture}
          position={index + 1}
          count={pictures.length}
          go={(step) => openGallery(pictures[index + step]?.attachmentId ?? picture.attachmentId)}
        />
      )}
    </Dialog.Root>
  )
}

interface LargeProps {
  picture: PicturePart
  position: number
  count: number
  go: (step: 1 | -1) => void
}

function Large({ picture, position, count, go }: LargeProps) {
  const t = useText()
  const links = useLinks(picture.attachmentId)
  return (
    <Dialog.Portal>
      <Dialog.Overlay className="fixed inset-0 z-40 animate-appear bg-n-2" />
      <Dialog.Content
        aria-describedby={undefined}
        onKeyDown={(event) => {
          if (event.key === 'ArrowLeft') go(-1)
          else if (event.key === 'ArrowRight') go(1)
          else return
          event.preventDefault()
        }}
        className="fixed inset-0 z-40 flex flex-col outline-none"
      >
        <header className="flex items-center gap-2 border-b px-4 py-2">
          <Dialog.Title className="min-w-0 flex-1 truncate font-medium">{picture.name}</Dialog.Title>
          <span aria-live="polite" className="text-sm text-n-11 tabular max-md:hidden">
            {t('files.position', { position, count })}
          </span>
          <a
            href={links.data?.download}
            download={picture.name}
            className="flex h-7 items-center gap-1.5 rounded-md px-2 text-n-11 hover:bg-n-4 hover:text-n-12 pointer-coarse:h-9"
          >
            <Download className="size-4" aria-hidden />
            {t('files.save')}
          </a>
          <Dialog.Close asChild>
            <IconButton silent label={t('app.close')}>
              <X />
            </IconButton>
          </Dialog.Close>
        </header>
        <div className="relative flex min-h-0 flex-1 items-center justify-center p-4">
          {links.data?.picture ? (
            <img
              key={picture.attachmentId}
              src={links.data.picture}
              alt={picture.name}
              className="max-h-full max-w-full object-contain"
            />
          ) : (
            links.data === null && <p className="text-n-11">{t('files.gone')}</p>
          )}
          {count > 1 && (
            <>
              <IconButton
                label={t('files.previous')}
                disabled={position === 1}
                onClick={() => go(-1)}
                className="absolute left-3 border border-n-7 bg-n-1 shadow-low"
              >
                <ChevronLeft />
              </IconButton>
              <IconButton
                label={t('files.next')}
                disabled={position === count}
                onClick={() => go(1)}
                className="absolute right-3 border border-n-7 bg-n-1 shadow-low"
              >
                <ChevronRight />
              </IconButton>
            </>
          )}
        </div>
      </Dialog.Content>
    </Dialog.Portal>
  )
}
