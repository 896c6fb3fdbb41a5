import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type Channel, type ChannelLook, updateChannel } from '../../../contract/tenants.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { EmptyState, Notice } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { originsOf, snippetFor } from '../origins.ts'
import { Paged } from '../paged.tsx'
import { channelsQuery } from '../queries.ts'
import { Secret } from '../secret.tsx'
import { AllowedPages } from './allowed-pages.tsx'
import { IdentitySecret } from './identity-secret.tsx'
import { Look } from './look.tsx'
import { Preview } from './preview.tsx'

/** Every channel: its look with the widget itself beside it, its snippet, its pages, and the secret that signs identities. */
export function ChannelsSection() {
  const t = useText()
  const query = useInfiniteQuery(channelsQuery)
  return (
    <Paged query={query} empty={<EmptyState title={t('channel.empty')}>{t('channel.emptyHint')}</EmptyState>}>
      {(channels) => channels.map((channel) => <ChannelForm key={channel.id} channel={channel} />)}
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
  const [look, setLook] = useState<ChannelLook>(channel.look)
  const parsed = originsOf(origins)
  const saving = useMutation({
    mutationFn: () =>
      call(updateChannel, {
        params: { channelId: channel.id },
        body: { name: name.trim(), allowedOrigins: parsed.origins, limits, look },
        ifMatch: channel.version,
      }),
    onSuccess: () => say(t('settings.saved')),
    onSettled: () => queryClient.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (parsed.wrong === undefined && name.trim() !== '') saving.mutate()
  }
  const editable = can('channels:edit')
  const limit = (field: keyof Channel['limits']) => (
    <TextField
      label={t(field === 'sessionsPerMinute' ? 'channel.sessions' : 'channel.messages')}
      type="number"
      min={1}
      required
      readOnly={!editable}
      value={limits[field]}
      onChange={(event) => setLimits({ ...limits, [field]: event.target.valueAsNumber || 1 })}
    />
  )
  return (
    <div className="flex flex-col gap-6 border-b pb-8">
      <form onSubmit={submit} className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_380px]">
        <div className="flex min-w-0 flex-col gap-4">
          <h2 className="font-semibold">{channel.name}</h2>
          {saving.error && (
            <Notice tone="danger" role="alert">
              {errorText(saving.error)}
            </Notice>
          )}
          <TextField
            label={t('channel.name')}
            required
            maxLength={200}
            readOnly={!editable}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Look look={look} editable={editable} onChange={setLook} />
          <AllowedPages
            channel={channel}
            origins={origins}
            wrong={parsed.wrong}
            editable={editable}
            onChange={setOrigins}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            {limit('sessionsPerMinute')}
            {limit('messagesPerMinute')}
          </div>
          {editable && (
            <Button type="submit" look="primary" busy={saving.isPending} className="self-start">
              {t('app.save')}
            </Button>
          )}
        </div>
        <Preview channelKey={channel.key} look={look} version={channel.version} />
      </form>
      <div className="flex flex-col gap-1">
        <span className="text-sm font-medium text-n-11">{t('channel.snippet')}</span>
        <Secret label={t('channel.snippet')} text={snippetFor(location.origin, channel.key, channel.look)} />
        <p className="text-sm text-n-11">{t('channel.snippetHint')}</p>
      </div>
      {editable && <IdentitySecret channel={channel} />}
    </div>
  )
}
