import { type RefObject, useEffect, useRef, useState } from 'react'

type Mode = 'reply' | 'note'

/** Where one writes in a conversation: to the customer, or a note to colleagues. */
export interface Writing {
  mode: Mode
  reply: RefObject<HTMLTextAreaElement | null>
  note: RefObject<HTMLTextAreaElement | null>
  /** Shows the field and goes there, with the caret at a place where one is given. */
  go(mode: Mode, caret?: number): void
}

export function useWriting(): Writing {
  const reply = useRef<HTMLTextAreaElement>(null)
  const note = useRef<HTMLTextAreaElement>(null)
  const [mode, setMode] = useState<Mode>('reply')
  const wanted = useRef<{ caret: number | undefined }>(undefined)
  const focusField = (which: Mode) => {
    const field = (which === 'note' ? note : reply).current
    const caret = wanted.current?.caret
    wanted.current = undefined
    field?.focus()
    if (caret !== undefined) field?.setSelectionRange(caret, caret)
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: the field is there once the mode is shown
  useEffect(() => {
    if (wanted.current) focusField(mode)
  }, [mode])
  return {
    mode,
    reply,
    note,
    go(next, caret) {
      wanted.current = { caret }
      if (next === mode) focusField(next)
      else setMode(next)
    },
  }
}
