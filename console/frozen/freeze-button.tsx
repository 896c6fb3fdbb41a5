import { Snowflake } from 'lucide-react'
import { lazy, Suspense, useState } from 'react'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button, IconButton } from '../ui/button.tsx'
import type { Question } from './freeze-dialog.tsx'

const FreezeDialog = lazy(() => import('./freeze-dialog.tsx').then((all) => ({ default: all.FreezeDialog })))

/** Freezes a question where it stands; nothing for those who may not. */
export function FreezeButton({ question, small }: { question: Question; small?: boolean }) {
  const t = useText()
  const can = useCan()
  const [open, setOpen] = useState(false)
  if (!can('knowledge:edit')) return null
  return (
    <>
      {small ? (
        <IconButton
          label={`${t('frozen.freezeThis')}: ${question.text}`}
          className="size-6"
          onClick={() => setOpen(true)}
        >
          <Snowflake className="size-3.5" />
        </IconButton>
      ) : (
        <Button icon={<Snowflake />} onClick={() => setOpen(true)}>
          {t('frozen.freezeThis')}
        </Button>
      )}
      {open && (
        <Suspense>
          <FreezeDialog question={question} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
