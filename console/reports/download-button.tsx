import { Download } from 'lucide-react'
import { useState } from 'react'
import { useErrorText } from '../app/error-text.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { saveAs } from '../ui/save-as.ts'
import { useToast } from '../ui/toast.tsx'

/** Writes a table as a file when it is asked for: what writes is large and comes with the click. */
export function DownloadButton({ name, write }: { name: string; write(): Promise<Blob> }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const [busy, setBusy] = useState(false)
  const download = async () => {
    setBusy(true)
    try {
      saveAs(await write(), name)
    } catch (error) {
      say(errorText(error), 'danger')
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button icon={<Download />} busy={busy} onClick={() => void download()}>
      {t('reports.download')}
    </Button>
  )
}
