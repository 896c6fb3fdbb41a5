import { X } from 'lucide-react'
import { Toast } from 'radix-ui'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'
import { IconButton } from './button.tsx'
import { classNames } from './class-names.ts'

interface Shown {
  id: number
  text: string
  tone: 'neutral' | 'danger'
}
type Say = (text: string, tone?: Shown['tone']) => void

const SayContext = createContext<Say>(() => undefined)

/** For what is not visible elsewhere on the screen; gone after a few seconds. */
export function useToast(): Say {
  return useContext(SayContext)
}

let lastId = 0

export function ToastProvider({
  label,
  closeLabel,
  children,
}: {
  label: string
  closeLabel: string
  children: ReactNode
}) {
  const [shown, setShown] = useState<Shown[]>([])
  const say = useCallback<Say>((text, tone = 'neutral') => {
    lastId += 1
    const id = lastId
    setShown((before) => [...before.slice(-3), { id, text, tone }])
  }, [])
  const remove = useCallback((id: number) => setShown((before) => before.filter((one) => one.id !== id)), [])
  const list = useMemo(() => shown, [shown])
  return (
    <SayContext.Provider value={say}>
      <Toast.Provider label={label} duration={6000} swipeDirection="right">
        {children}
        {list.map((toast) => (
          <Toast.Root
            key={toast.id}
            onOpenChange={(open) => !open && remove(toast.id)}
            className={classNames(
              'flex animate-appear items-start gap-2 rounded-md border bg-n-1 py-2 pr-1 pl-3 shadow-high',
              toast.tone === 'danger' && 'border-danger text-danger',
            )}
          >
            <Toast.Description className="min-w-0 flex-1 py-1">{toast.text}</Toast.Description>
            <Toast.Close asChild>
              <IconButton silent label={closeLabel}>
                <X />
              </IconButton>
            </Toast.Close>
          </Toast.Root>
        ))}
        <Toast.Viewport
          label={`${label} ({hotkey})`}
          className="fixed bottom-4 left-18 z-50 max-md:bottom-18 max-md:left-4 flex w-90 max-w-[calc(100vw-32px)] flex-col gap-2"
        />
      </Toast.Provider>
    </SayContext.Provider>
  )
}
