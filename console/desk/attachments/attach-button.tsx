import { Paperclip } from 'lucide-react'
import { useRef } from 'react'
import { useText } from '../../app/text.ts'
import { IconButton } from '../../ui/button.tsx'

/** Opens the machine's own way of choosing files. */
export function AttachButton({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const t = useText()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <IconButton label={t('files.add')} onClick={() => input.current?.click()}>
        <Paperclip />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])])
          // The same file may be chosen again.
          event.target.value = ''
        }}
      />
    </>
  )
}
