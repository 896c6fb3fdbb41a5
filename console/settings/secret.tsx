import { Check, Copy } from 'lucide-react'
import { useState } from 'react'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Scroller } from '../ui/scroller.tsx'

/** Text to copy, as it is. */
export function Secret({ text, label }: { text: string; label: string }) {
  const t = useText()
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    // Pages without TLS have no clipboard; the text stays selectable.
    await navigator.clipboard?.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2_000)
  }
  return (
    <div className="flex items-start gap-2">
      <Scroller
        role="region"
        aria-label={label}
        className="min-w-0 flex-1 rounded-md border bg-n-3 px-2.5 py-1.5 font-mono text-sm whitespace-pre select-all max-md:[overflow-wrap:anywhere] max-md:whitespace-pre-wrap"
      >
        <code>{text}</code>
      </Scroller>
      <Button icon={copied ? <Check /> : <Copy />} onClick={() => void copy()}>
        {t(copied ? 'app.copied' : 'app.copy')}
      </Button>
    </div>
  )
}
