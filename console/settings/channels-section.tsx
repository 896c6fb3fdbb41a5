import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Channel, revealIdentitySecret, updateChannel } from '../../contract/tenants.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { useCan } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { Field, Input, TextArea } from '../ui/field.tsx'
import { EmptyState, Notice } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { originsOf, snippetFor } from './origins.ts'
import { Paged } from './paged.tsx'
import { channelsQuery } from './queries.ts'
import { Secret } from './secret.tsx'

/** Every channel with its snippet, who may open it, and the secret that signs identities. */
export function ChannelsSection() {
  const t = useText()
  const query = useInfiniteQuery(channelsQuery)
  return (
    <Paged query={query} empty={<EmptyState title={t('channel.empty')}>{t('channel.emptyHint')}</EmptyState>}>
      {(channels) =>
        channels.map((channel) => <ChannelForm key={`${channel.id}/${channel.version}`} channel={channel} />)
      }
    </Paged>
  )
}

function ChannelForm({ channel }: { channel: Channel }) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [name, setName] = useState(channel.name)
  const [origins, setOrigins] = useState(channel.allowedOrigins.join('\n'))
  const [limits, setLimits] = useState(channel.limits)
  const parsed = originsOf(origins)
  const saving = useMutation({
    mutationFn: () =>
      call(updateChannel, {
        params: { channelId: channel.id },
        body: { name: name.trim(), allowedOrigins: parsed.origins, limits },
        ifMatch: channel.version,
      }),
    onSuccess: async () => {
      say(t('settings.saved'))
      await queryClient.invalidateQueries({ queryKey: channelsQuery.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (parsed.wrong === undefined && name.trim() !== '') saving.mutate()
  }
  const editable = can('channels:edit')
  const limit = (field: keyof Channel['limits']) => (
    <Field label={t(field === 'sessionsPerMinute' ? 'channel.sessions' : 'channel.messages')}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={1}
          required
          readOnly={!editable}
          value={limits[field]}
          onChange={(event) => setLimits({ ...limits, [field]: event.target.valueAsNumber || 1 })}
        />
      )}
    </Field>
  )
  return (
    <form onSubmit={submit} className="flex flex-col gap-4 border-b pb-6">
      <h2 className="font-semibold">{channel.name}</h2>
      <div className="flex flex-col gap-1">
        <span className="text-sm font-medium text-n-11">{t('channel.snippet')}</span>
        <Secret label={t('channel.snippet')} text={snippetFor(location.origin, channel.key)} />
        <p className="text-sm text-n-11">{t('channel.snippetHint')}</p>
      </div>
      {saving.error && (
        <Notice tone="danger" role="alert">
          {errorText(saving.error)}
        </Notice>
      )}
      <div className="grid gap-4 md:grid-cols-2">
        <div className="flex flex-col gap-4">
          <Field label={t('channel.name')}>
            {(control) => (
              <Input
                {...control}
                required
                maxLength={200}
                readOnly={!editable}
                value={name}
                onChange={(event) => setName(event.target.value)}
              />
            )}
          </Field>
          {limit('sessionsPerMinute')}
          {limit('messagesPerMinute')}
        </div>
        <Field
          label={t('channel.origins')}
          hint={t('channel.originsHint')}
          problem={parsed.wrong !== undefined && t('channel.originsWrong', { line: parsed.wrong })}
        >
          {(control) => (
            <TextArea
              {...control}
              rows={5}
              readOnly={!editable}
              value={origins}
              onChange={(event) => setOrigins(event.target.value)}
              className="min-h-28"
            />
          )}
        </Field>
      </div>
      {editable && (
        <>
          <Button type="submit" look="primary" busy={saving.isPending} className="self-start">
            {t('app.save')}
          </Button>
          <IdentitySecret channelId={channel.id} />
        </>
      )}
    </form>
  )
}

function IdentitySecret({ channelId }: { channelId: string }) {
  const t = useText()
  const errorText = useErrorText()
  const [asking, setAsking] = useState(false)
  const reveal = useMutation({
    mutationFn: (rotate: boolean) => call(revealIdentitySecret, { params: { channelId }, body: { rotate } }),
  })
  return (
    <div className="flex flex-col gap-1.5">
      <span className="text-sm font-medium text-n-11">{t('channel.secret')}</span>
      <p className="text-sm text-n-11">{t('channel.secretHint')}</p>
      {reveal.error && (
        <Notice tone="danger" role="alert">
          {errorText(reveal.error)}
        </Notice>
      )}
      {reveal.data && <Secret label={t('channel.secret')} text={reveal.data.secret} />}
      <div className="flex flex-wrap gap-2">
        {!reveal.data && (
          <Button busy={reveal.isPending} onClick={() => reveal.mutate(false)}>
            {t('channel.reveal')}
          </Button>
        )}
        <Button busy={reveal.isPending} onClick={() => setAsking(true)}>
          {t('channel.rotate')}
        </Button>
      </div>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t('channel.rotateTitle')}
        description={t('channel.rotateHint')}
        cancelLabel={t('app.cancel')}
        confirmLabel={t('channel.rotate')}
        onConfirm={() => reveal.mutate(true)}
      />
    </div>
  )
}
