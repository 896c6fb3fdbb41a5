import { type ReactNode, useRef } from 'react'
import { Button } from '../ui/button.tsx'

const accepted = '.docx,.pdf,.md,.markdown,.txt,.html,.htm'

/** A button that lets one choose a document. */
export function FileButton({
  look,
  icon,
  busy,
  onFile,
  children,
}: {
  look?: 'primary' | 'plain'
  icon?: ReactNode
  busy?: boolean
  onFile: (file: File) => void
  children: string
}) {
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <Button look={look ?? 'plain'} icon={icon} busy={busy ?? false} onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        accept={accepted}
        aria-label={children}
        tabIndex={-1}
        className="sr-only"
        onChange={(event) => {
          const file = event.target.files?.[0]
          event.target.value = ''
          if (file) onFile(file)
        }}
      />
    </>
  )
}
