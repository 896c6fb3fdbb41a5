import { Settings2 } from 'lucide-react'
import { useState } from 'react'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { IconButton } from '../../ui/button.tsx'
import { OrderDialog } from './order-dialog.tsx'

/** Opens the order of the knowledge, for whoever may change it. */
export function OrderButton() {
  const t = useText()
  const can = useCan()
  const [arranging, setArranging] = useState(false)
  if (!can('knowledge:publish')) return null
  return (
    <>
      <IconButton label={t('order.title')} onClick={() => setArranging(true)}>
        <Settings2 />
      </IconButton>
      {arranging && <OrderDialog onClose={() => setArranging(false)} />}
    </>
  )
}
