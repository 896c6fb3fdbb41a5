import { FileSpreadsheet } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'

/** A place to drop a file on, with a button for those who would rather choose one. */
export function ChooseFile({
  accept,
  label,
  hint,
  busy,
  problem,
  onFile,
}: {
  accept: string
  label: string
  hint?: ReactNode
  busy?: boolean
  problem?: ReactNode
  onFile: (file: File) => void
}) {
  const t = useText()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same for everybody
    <div
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const file = event.dataTransfer.files[0]
        if (file && !busy) onFile(file)
      }}
      className={classNames(
        'flex flex-col items-center gap-2 rounded-md border border-dashed px-4 py-8 text-center transition-colors',
        over ? 'border-accent bg-accent-soft' : 'border-n-8 bg-n-2',
      )}
    >
      <FileSpreadsheet className="size-6 text-n-9" aria-hidden />
      <div className="flex flex-wrap items-center justify-center gap-2">
        <span className="text-n-11 pointer-coarse:hidden">{t('import.drop')}</span>
        <Button look="primary" busy={busy} onClick={() => input.current?.click()}>
          {label}
        </Button>
      </div>
      <input
        ref={input}
        type="file"
        accept={accept}
        aria-label={label}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0]
          // The same file, mended, has to be a change too.
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
      {problem ? (
        <p role="alert" className="max-w-lg text-danger">
          {problem}
        </p>
      ) : (
        hint && <p className="max-w-lg text-sm text-n-11">{hint}</p>
      )}
    </div>
  )
}
