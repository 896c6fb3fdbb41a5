import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { BadgeCheck } from 'lucide-react'
import type { FormEvent } from 'react'
import {
  addCustomerNote,
  type CustomerFile,
  getCustomerFile,
  updateCustomer,
} from '../../../contract/workspace/customer-file.ts'
import { call, hasCode } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { Failed } from '../../app/page-states.tsx'
import { RelativeTime } from '../../app/relative-time.tsx'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { useKept } from '../../app/use-kept.ts'
import { Button } from '../../ui/button.tsx'
import { Field, TextArea, TextField } from '../../ui/field.tsx'
import { Scroller } from '../../ui/scroller.tsx'
import { Badge, Notice, SkeletonLines } from '../../ui/states.tsx'

const fileQuery = (customerId: string) => ({
  queryKey: ['customer-file', customerId],
  queryFn: ({ signal }: { signal: AbortSignal }) => call(getCustomerFile, { params: { customerId }, signal }),
})

/** Who the customer is, beside the conversation: what is proven, what agents know, and what was before. */
export default function CustomerPanel({
  customerId,
  conversationId,
}: {
  customerId: string
  conversationId: string
}) {
  const t = useText()
  const can = useCan()
  const file = useQuery(fileQuery(customerId))
  return (
    <Scroller className="min-h-0 flex-1">
      {file.isPending ? (
        <SkeletonLines label={t('app.loading')} lines={9} />
      ) : file.isError ? (
        <Failed beside error={file.error} retry={() => void file.refetch()} />
      ) : (
        <div className="flex flex-col gap-5 p-4">
          <Known key={file.data.id} file={file.data} editable={can('conversations:serve')} />
          <Proven file={file.data} />
          <Notes file={file.data} editable={can('conversations:serve')} />
          <Earlier file={file.data} conversationId={conversationId} />
        </div>
      )}
    </Scroller>
  )
}

/** One `name: value` a line, as agents write and read it. */
const toText = (attributes: Record<string, string>) =>
  Object.entries(attributes)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

function fromText(text: string): Record<string, string> {
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [name = '', ...rest] = line.split(/[:：]/)
      return name.trim() === '' ? [] : [[name.trim(), rest.join(':').trim()]]
    }),
  )
}

type Form = Record<'name' | 'email' | 'labels' | 'attributes', string>

/** Only the fields that were changed, and the version of the file they were changed on. */
interface KeptEdits {
  edits: Partial<Form>
  on: number
}

function Known({ file, editable }: { file: CustomerFile; editable: boolean }) {
  const t = useText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const known: Form = {
    name: file.name,
    email: file.email,
    labels: file.labels.join(', '),
    attributes: toText(file.attributes),
  }
  const [kept, keep] = useKept<KeptEdits>(`customer-edits.${file.id}`)
  const form = { ...known, ...kept?.edits }
  const set = (name: keyof Form, value: string) => {
    const { [name]: _before, ...others } = kept?.edits ?? {}
    const edits = value === known[name] ? others : { ...others, [name]: value }
    keep(Object.keys(edits).length > 0 ? { edits, on: kept?.on ?? file.version } : undefined)
  }
  const saving = useMutation({
    mutationFn: () => {
      const labels = form.labels
        .split(/[,，、]/)
        .map((one) => one.trim())
        .filter(Boolean)
      const body = {
        name: form.name,
        email: form.email.trim(),
        labels,
        attributes: fromText(form.attributes),
      }
      return call(updateCustomer, { params: { customerId: file.id }, body, ifMatch: file.version })
    },
    onSuccess: (changed) => {
      keep(undefined)
      queryClient.setQueryData(fileQuery(file.id).queryKey, changed)
      for (const kind of ['conversations', 'conversation'])
        void queryClient.invalidateQueries({ queryKey: [kind] })
    },
    // What somebody else has saved meanwhile is fetched, and mine stays on top of it.
    onError: () => queryClient.invalidateQueries({ queryKey: fileQuery(file.id).queryKey }),
  })
  const behind = kept !== undefined && kept.on !== file.version
  const submit = (event: FormEvent) => {
    event.preventDefault()
    saving.mutate()
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-2.5">
      {saving.error && !(behind && hasCode(saving.error, 'request/version-conflict')) && (
        <Notice tone="danger" role="alert">
          {errorText(saving.error)}
        </Notice>
      )}
      {behind && <Notice tone="warning">{t('customer.changedMeanwhile')}</Notice>}
      {(['name', 'email', 'labels'] as const).map((name) => (
        <TextField
          key={name}
          label={t(`customer.${name}`)}
          type={name === 'email' ? 'email' : 'text'}
          readOnly={!editable}
          maxLength={name === 'labels' ? 1_000 : 200}
          placeholder={name === 'labels' ? t('customer.labelsHint') : undefined}
          value={form[name]}
          onChange={(event) => set(name, event.target.value)}
        />
      ))}
      <Field label={t('customer.attributes')}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            readOnly={!editable}
            placeholder={t('customer.attributesHint')}
            value={form.attributes}
            onChange={(event) => set('attributes', event.target.value)}
          />
        )}
      </Field>
      {editable && kept && (
        <div className="flex gap-2">
          <Button type="submit" look="primary" busy={saving.isPending}>
            {t('app.save')}
          </Button>
          <Button onClick={() => keep(undefined)}>{t('app.cancel')}</Button>
        </div>
      )}
    </form>
  )
}

/** What the company's own page has signed. */
function Proven({ file }: { file: CustomerFile }) {
  const t = useText()
  const { name, email, attributes } = file.proven
  const rows = [
    ...(name ? [[t('customer.name'), name]] : []),
    ...(email ? [[t('customer.email'), email]] : []),
    ...Object.entries(attributes),
    ...file.identities.map((one) => [one.channel, one.subject]),
  ]
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="flex items-center gap-1 font-medium [&_svg]:size-3.5">
        <BadgeCheck aria-hidden className={rows.length > 0 ? 'text-good' : 'text-n-9'} />{' '}
        {t('customer.proven')}
      </h3>
      {rows.length === 0 && <p className="text-n-11">{t('customer.nothingProven')}</p>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-1">
        {rows.map(([label, value]) => (
          <div key={`${label}/${value}`} className="contents">
            <dt className="text-n-11">{label}</dt>
            <dd className="[overflow-wrap:anywhere] select-all">{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Notes({ file, editable }: { file: CustomerFile; editable: boolean }) {
  const t = useText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [kept, keep] = useKept<string>(`customer-note.${file.id}`)
  const text = kept ?? ''
  const setText = (next: string) => keep(next === '' ? undefined : next)
  const adding = useMutation({
    mutationFn: () => call(addCustomerNote, { params: { customerId: file.id }, body: { text: text.trim() } }),
    onSuccess: (changed) => {
      setText('')
      queryClient.setQueryData(fileQuery(file.id).queryKey, changed)
    },
  })
  return (
    <section className="flex flex-col gap-1.5">
      <h3 className="font-medium">{t('customer.notes')}</h3>
      {editable && (
        <>
          <TextArea
            rows={2}
            maxLength={4_000}
            aria-label={t('customer.addNote')}
            placeholder={t('customer.addNote')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          {adding.error && <p className="text-sm text-danger">{errorText(adding.error)}</p>}
          {text.trim() !== '' && (
            <Button className="self-start" busy={adding.isPending} onClick={() => adding.mutate()}>
              {t('note.save')}
            </Button>
          )}
        </>
      )}
      {file.notes.map((note) => (
        <div key={note.id} className="rounded-md bg-n-2 px-2.5 py-1.5">
          <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{note.text}</p>
          <p className="text-xs text-n-11">
            {note.by} · <RelativeTime at={note.at} />
          </p>
        </div>
      ))}
    </section>
  )
}

function Earlier({ file, conversationId }: { file: CustomerFile; conversationId: string }) {
  const t = useText()
  const others = file.conversations.filter((one) => one.id !== conversationId)
  return (
    <section className="flex flex-col gap-1">
      <h3 className="font-medium">{t('customer.earlier')}</h3>
      {others.length === 0 && <p className="text-n-11">{t('customer.firstOne')}</p>}
      {others.map((one) => (
        <Link
          key={one.id}
          to="/desk/$conversationId"
          params={{ conversationId: one.id }}
          search={(before) => before}
          className="rounded-md px-2 py-1 hover:bg-n-3"
        >
          <span className="line-clamp-1">{one.preview}</span>
          <span className="flex items-center gap-1.5 text-xs text-n-11">
            <RelativeTime at={one.lastMessageAt} />
            {one.state === 'open' && <Badge tone="good">{t('view.open')}</Badge>}
          </span>
        </Link>
      ))}
    </section>
  )
}
