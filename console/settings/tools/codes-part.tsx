import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Mail, MessageSquareText, Send, Settings2 } from 'lucide-react'
import { useState } from 'react'
import { type CodeSettings, tryCodeSettings, updateCodeSettings } from '../../../contract/tools/codes.ts'
import type { CodeWay } from '../../../contract/tools/tool-events.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { Failed } from '../../app/page-states.tsx'
import { useCodeText, useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { Badge, Notice, SkeletonLines } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Table } from '../paged.tsx'
import { GatewayDialog, MailDialog } from './code-dialogs.tsx'
import { inputOf } from './code-input.ts'
import { codeSettingsQuery } from './queries.ts'
import { WhoseContact } from './whose-contact.tsx'

/** How one-time codes reach customers: by e-mail, by the company's own text-message gateway, or not at all. */
export function CodesPart() {
  const t = useText()
  const query = useQuery(codeSettingsQuery)
  if (query.isPending) return <SkeletonLines label={t('app.loading')} lines={2} />
  if (query.isError) return <Failed error={query.error} retry={() => void query.refetch()} />
  return (
    <>
      <p className="max-w-[70ch] text-n-11">{t('codes.intro')}</p>
      <Table heads={[t('codes.way'), t('codes.goesBy'), t('codes.lately'), t('app.actions')]}>
        <WayRow settings={query.data} by="email" />
        <WayRow settings={query.data} by="phone" />
      </Table>
      <WhoseContact settings={query.data} />
    </>
  )
}

function WayRow({ settings, by }: { settings: CodeSettings; by: CodeWay }) {
  const t = useText()
  const codeText = useCodeText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [open, setOpen] = useState<'edit' | 'try' | 'remove'>()
  const close = () => setOpen(undefined)
  const removing = useMutation({
    mutationFn: () =>
      call(updateCodeSettings, { body: { ...inputOf(settings), [by]: null }, ifMatch: settings.version }),
    onError: (error) => say(errorText(error), 'danger'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: codeSettingsQuery.queryKey }),
  })
  const set = settings[by] !== null
  const lately = settings.lately[by]
  const way = codeText('codeWay', by)
  return (
    <tr>
      <td>
        <span className="flex items-center gap-1.5 font-medium [&_svg]:size-3.5">
          {by === 'email' ? <Mail aria-hidden /> : <MessageSquareText aria-hidden />} {way}
        </span>
      </td>
      <td className="[overflow-wrap:anywhere]">
        {set ? (
          <span className="font-mono text-sm">
            {by === 'email' ? `${settings.email?.host}:${settings.email?.port}` : settings.phone?.url}
          </span>
        ) : (
          <Badge tone="neutral">{t('codes.off')}</Badge>
        )}
      </td>
      <td className="text-n-11">
        {set && t('codes.sent', { sent: lately?.sent ?? 0 })}
        {lately !== undefined && lately.failed > 0 && (
          <span className="block text-danger">
            {t('codes.failed', { failed: lately.failed })}
            {lately.lastFailure && `: ${codeText('codeProblem', lately.lastFailure)}`}
          </span>
        )}
      </td>
      <td className="text-right whitespace-nowrap">
        {set && (
          <>
            <Button
              look="quiet"
              icon={<Send />}
              aria-label={`${t('codes.try')}: ${way}`}
              onClick={() => setOpen('try')}
            >
              {t('codes.try')}
            </Button>
            <Button
              look="quiet"
              aria-label={`${t('codes.remove')}: ${way}`}
              busy={removing.isPending}
              onClick={() => setOpen('remove')}
            >
              {t('codes.remove')}
            </Button>
          </>
        )}
        <Button
          look="quiet"
          icon={<Settings2 />}
          aria-label={`${t(set ? 'codes.edit' : 'codes.setUp')}: ${way}`}
          onClick={() => setOpen('edit')}
        >
          {t(set ? 'codes.edit' : 'codes.setUp')}
        </Button>
        {open === 'edit' &&
          (by === 'email' ? (
            <MailDialog settings={settings} onClose={close} />
          ) : (
            <GatewayDialog settings={settings} onClose={close} />
          ))}
        {open === 'try' && <TryCode by={by} onClose={close} />}
        <Confirm
          open={open === 'remove'}
          onOpenChange={close}
          title={t('codes.removeTitle')}
          description={t('codes.removeHint')}
          cancelLabel={t('app.cancel')}
          confirmLabel={t('codes.remove')}
          onConfirm={() => removing.mutate()}
        />
      </td>
    </tr>
  )
}

/** Sends a code that opens nothing, and says in words what came of it. */
function TryCode({ by, onClose }: { by: CodeWay; onClose: () => void }) {
  const t = useText()
  const codeText = useCodeText()
  const [to, setTo] = useState('')
  const trying = useMutation({ mutationFn: () => call(tryCodeSettings, { body: { by, to: to.trim() } }) })
  const { data } = trying
  return (
    <FormDialog
      title={t('codes.try')}
      description={t('codes.tryHint')}
      submitLabel={t('codes.trySend')}
      busy={trying.isPending}
      error={trying.error}
      onSubmit={() => trying.mutate()}
      onClose={onClose}
    >
      <TextField
        label={t('codes.tryTo')}
        type={by === 'email' ? 'email' : 'tel'}
        required
        value={to}
        onChange={(event) => setTo(event.target.value)}
      />
      <div role="status">
        {data?.sent && <Notice tone="good">{t('codes.tryDone')}</Notice>}
        {data?.sent === false && (
          <Notice tone="danger">
            {codeText('codeProblem', data.problem ?? 'unreachable')}
            {data.detail && (
              <span className="block font-mono text-xs [overflow-wrap:anywhere]">{data.detail}</span>
            )}
          </Notice>
        )}
      </div>
    </FormDialog>
  )
}
