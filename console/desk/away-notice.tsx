import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { changePresence, useCan, useMe } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'

/** While away, customers may be told that nobody is on duty: said here, with the way to change it. */
export function AwayNotice() {
  const t = useText()
  const me = useMe()
  const can = useCan()
  const queryClient = useQueryClient()
  const goOnline = useMutation({ mutationFn: () => changePresence(queryClient, 'online') })
  const away = me.member.presence === 'away'
  const [shown, setShown] = useState(false)
  useEffect(() => {
    // A page that has just opened counts as away until its socket is up.
    const timer = setTimeout(() => setShown(away), away ? 1_500 : 0)
    return () => clearTimeout(timer)
  }, [away])
  if (!away || !shown || !can('conversations:serve')) return null
  return (
    <div className="flex shrink-0 items-center gap-2 border-b bg-warning-soft px-3 py-1.5 text-warning">
      <span className="min-w-0 flex-1">{t('desk.away')}</span>
      <Button busy={goOnline.isPending} onClick={() => goOnline.mutate()}>
        {t('presence.goOnline')}
      </Button>
    </div>
  )
}
