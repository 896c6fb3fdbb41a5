import { useMutation } from '@tanstack/react-query'
import { Check, X } from 'lucide-react'
import { useState } from 'react'
import { tryStyle } from '../../../contract/policy/try-style.ts'
import type { GuardStyle } from '../../../contract/policy.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useCodeText, useText } from '../../app/text.ts'
import { linesOf } from '../../knowledge/entry-form.ts'
import { Button } from '../../ui/button.tsx'
import { Field, TextArea } from '../../ui/field.tsx'
import { Notice } from '../../ui/states.tsx'

const mostTried = 20

/** Sample sentences against the style as it stands here, saved or not: each passes, or is told why not. */
export function StyleTry({ style }: { style: GuardStyle }) {
  const t = useText()
  const codeText = useCodeText()
  const errorText = useErrorText()
  const [text, setText] = useState(() => t('style.samples'))
  const texts = linesOf(text).slice(0, mostTried)
  const trying = useMutation({ mutationFn: () => call(tryStyle, { body: { texts, style } }) })
  return (
    <section className="flex flex-col gap-2 rounded-md border bg-n-2 p-3" aria-label={t('style.try')}>
      <Field label={t('style.try')} hint={t('style.tryHint')}>
        {(control) => (
          <TextArea {...control} rows={3} value={text} onChange={(event) => setText(event.target.value)} />
        )}
      </Field>
      <Button
        className="self-start"
        busy={trying.isPending}
        disabled={texts.length === 0}
        onClick={() => trying.mutate()}
      >
        {t('style.check')}
      </Button>
      {trying.error && (
        <Notice tone="danger" role="alert">
          {errorText(trying.error)}
        </Notice>
      )}
      {trying.data && (
        <ul role="status" className="flex flex-col gap-1.5">
          {trying.data.items.map((one, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the same sentence may be tried twice
            <li key={index} className="flex items-start gap-2 [&_svg]:mt-1 [&_svg]:size-3.5 [&_svg]:shrink-0">
              {one.findings.length === 0 ? (
                <Check className="text-good" aria-label={t('style.passes')} />
              ) : (
                <X className="text-danger" aria-label={t('style.fails')} />
              )}
              <span className="min-w-0 [overflow-wrap:anywhere]">
                {one.text}
                {one.findings.map((finding) => (
                  <span key={`${finding.code} ${finding.words}`} className="block text-sm text-danger">
                    {codeText('styleFinding', finding.code, { words: finding.words ?? '' })}
                  </span>
                ))}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}
