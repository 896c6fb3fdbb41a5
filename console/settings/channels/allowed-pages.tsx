import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type Channel, checkPage } from '../../../contract/tenants.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Field, TextArea, TextField } from '../../ui/field.tsx'
import { Notice } from '../../ui/states.tsx'

/** The list of origins, and whether a page would be let in by what is saved. */
export function AllowedPages({
  channel,
  origins,
  wrong,
  editable,
  onChange,
}: {
  channel: Channel
  origins: string
  wrong: string | undefined
  editable: boolean
  onChange: (origins: string) => void
}) {
  const t = useText()
  const errorText = useErrorText()
  const [url, setUrl] = useState('')
  const checking = useMutation({
    mutationFn: () => call(checkPage, { params: { channelId: channel.id }, body: { url: url.trim() } }),
  })
  const check = () => URL.canParse(url.trim()) && checking.mutate()
  return (
    <>
      <Field
        label={t('channel.origins')}
        hint={t('channel.originsHint')}
        problem={wrong !== undefined && t('channel.originsWrong', { line: wrong })}
      >
        {(control) => (
          <TextArea
            {...control}
            rows={3}
            readOnly={!editable}
            value={origins}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </Field>
      {channel.allowedOrigins.length === 0 && <Notice tone="warning">{t('channel.openToAll')}</Notice>}
      <div className="flex items-end gap-2">
        <TextField
          label={t('channel.tryPage')}
          className="min-w-0 flex-1"
          type="url"
          placeholder="https://www.example.com/help"
          value={url}
          onChange={(event) => {
            setUrl(event.target.value)
            checking.reset()
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return
            event.preventDefault()
            check()
          }}
        />
        <Button className="h-8" busy={checking.isPending} onClick={check}>
          {t('channel.tryIt')}
        </Button>
      </div>
      {checking.error && <Notice tone="danger">{errorText(checking.error)}</Notice>}
      {checking.data && (
        <Notice tone={checking.data.allowed ? 'good' : 'danger'} role="status">
          {t(checking.data.allowed ? 'channel.pageAllowed' : 'channel.pageRefused', {
            origin: checking.data.origin,
          })}
        </Notice>
      )}
    </>
  )
}
