import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type Channel, endFormerSecret, revealIdentitySecret } from '../../../contract/tenants.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Select } from '../../ui/field.tsx'
import { Notice } from '../../ui/states.tsx'
import { channelsQuery } from '../queries.ts'
import { Secret } from '../secret.tsx'
import { identityExamples } from './identity-examples.ts'

/** Shows, changes and ends the secrets that sign who a customer is, with the lines to sign by. */
export function IdentitySecret({ channel }: { channel: Channel }) {
  const t = useText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState<'rotate' | 'end'>()
  const params = { channelId: channel.id }
  const again = () => queryClient.invalidateQueries({ queryKey: channelsQuery.queryKey })
  const reveal = useMutation({
    mutationFn: (rotate: boolean) => call(revealIdentitySecret, { params, body: { rotate } }),
    onSuccess: again,
  })
  const ending = useMutation({ mutationFn: () => call(endFormerSecret, { params }), onSuccess: again })
  const error = reveal.error ?? ending.error
  return (
    <section className="flex flex-col gap-2">
      <h3 className="font-semibold">{t('channel.secret')}</h3>
      <p className="text-n-11">{t('channel.secretHint')}</p>
      {error && (
        <Notice tone="danger" role="alert">
          {errorText(error)}
        </Notice>
      )}
      {reveal.data && <Secret label={t('channel.secret')} text={reveal.data.secret} />}
      {channel.formerSecret && (
        <Notice
          tone="warning"
          action={
            <Button busy={ending.isPending} onClick={() => setAsking('end')}>
              {t('channel.endFormer')}
            </Button>
          }
        >
          {t('channel.twoSecrets')}
        </Notice>
      )}
      <div className="flex flex-wrap gap-2">
        {!reveal.data && (
          <Button busy={reveal.isPending} onClick={() => reveal.mutate(false)}>
            {t('channel.reveal')}
          </Button>
        )}
        <Button busy={reveal.isPending} onClick={() => setAsking('rotate')}>
          {t('channel.rotate')}
        </Button>
      </div>
      <Examples />
      <Confirm
        open={asking !== undefined}
        onOpenChange={(open) => !open && setAsking(undefined)}
        title={t(asking === 'end' ? 'channel.endFormerTitle' : 'channel.rotateTitle')}
        description={t(asking === 'end' ? 'channel.endFormerHint' : 'channel.rotateHint')}
        cancelLabel={t('app.cancel')}
        confirmLabel={t(asking === 'end' ? 'channel.endFormer' : 'channel.rotate')}
        onConfirm={() => (asking === 'end' ? ending.mutate() : reveal.mutate(true))}
      />
    </section>
  )
}

function Examples() {
  const t = useText()
  const [chosen, setChosen] = useState(0)
  return (
    <details className="flex flex-col gap-2">
      <summary className="w-fit cursor-pointer rounded-sm text-accent">{t('channel.examples')}</summary>
      <div className="flex flex-col gap-2 pt-2">
        <Select
          aria-label={t('channel.exampleIn')}
          className="max-w-48"
          value={chosen}
          onChange={(event) => setChosen(Number(event.target.value))}
        >
          {identityExamples.map((example, index) => (
            <option key={example.name} value={index}>
              {example.name}
            </option>
          ))}
        </Select>
        <Secret label={t('channel.examples')} text={identityExamples[chosen]?.text ?? ''} />
      </div>
    </details>
  )
}
