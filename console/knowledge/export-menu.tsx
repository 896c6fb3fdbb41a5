import { Download } from 'lucide-react'
import { useState } from 'react'
import { exportTable } from '../../contract/knowledge/imports.ts'
import { routeAddress } from '../app/api.ts'
import { useCan } from '../app/session.ts'
import { useLocale, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Menu, MenuItem, MenuLine } from '../ui/menu.tsx'

/** All entries as a file, with or without what customers wrote. */
export function ExportMenu() {
  const t = useText()
  const can = useCan()
  const locale = useLocale()
  const [busy, setBusy] = useState(false)
  const download = (format: 'xlsx' | 'csv' | 'jsonl', customers: boolean) => {
    const link = document.createElement('a')
    link.href = routeAddress(exportTable.path, {}, { format, locale, customers })
    link.download = `knowledge.${format}`
    link.click()
    setBusy(true)
    setTimeout(() => setBusy(false), 1_000)
  }
  return (
    <Menu
      trigger={
        <Button icon={<Download />} busy={busy}>
          {t('knowledge.export')}
        </Button>
      }
    >
      {(['xlsx', 'csv', 'jsonl'] as const).map((format) => (
        <MenuItem key={format} onSelect={() => download(format, false)}>
          {t(`export.${format}`)}
        </MenuItem>
      ))}
      {can('knowledge:edit') && (
        <>
          <MenuLine />
          {(['xlsx', 'jsonl'] as const).map((format) => (
            <MenuItem key={format} onSelect={() => download(format, true)}>
              {t(`export.${format}`)} · {t('export.customers')}
            </MenuItem>
          ))}
        </>
      )}
    </Menu>
  )
}
