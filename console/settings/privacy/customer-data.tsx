import { useMutation } from '@tanstack/react-query'
import { Search } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import {
  type CustomerMatch,
  eraseCustomer,
  exportCustomer,
  findCustomers,
} from '../../../contract/settings/privacy.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { RelativeTime } from '../../app/relative-time.tsx'
import { useText } from '../../app/text.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { saveAs } from '../../ui/save-as.ts'
import { Notice } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Table } from '../paged.tsx'

/** Finds one customer, hands out what is kept about them, and erases it. */
export function CustomerData() {
  const t = useText()
  const errorText = useErrorText()
  const [text, setText] = useState('')
  const finding = useMutation({ mutationFn: () => call(findCustomers, { body: { text: text.trim() } }) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    finding.mutate()
  }
  return (
    <section className="flex flex-col gap-3">
      <h2 className="font-semibold">{t('person.title')}</h2>
      <p className="max-w-160 text-n-11">{t('person.hint')}</p>
      <form onSubmit={submit} className="flex max-w-120 items-end gap-2">
        <TextField
          label={t('person.find')}
          className="min-w-0 flex-1"
          required
          minLength={2}
          maxLength={300}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" icon={<Search />} className="h-8" busy={finding.isPending}>
          {t('person.search')}
        </Button>
      </form>
      {finding.error && <Notice tone="danger">{errorText(finding.error)}</Notice>}
      {finding.data?.items.length === 0 && <p role="status">{t('person.none')}</p>}
      {finding.data && finding.data.items.length > 0 && (
        <Table heads={[t('person.customer'), t('person.conversations'), t('member.since'), t('app.actions')]}>
          {finding.data.items.map((customer) => (
            <CustomerRow key={customer.id} customer={customer} onErased={() => finding.mutate()} />
          ))}
        </Table>
      )}
    </section>
  )
}

function CustomerRow({ customer, onErased }: { customer: CustomerMatch; onErased: () => void }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const [asking, setAsking] = useState(false)
  const params = { customerId: customer.id }
  const onError = (error: unknown) => say(errorText(error), 'danger')
  const exporting = useMutation({
    mutationFn: () => call(exportCustomer, { params }),
    onSuccess: (data) =>
      saveAs(
        new Blob([JSON.stringify(data, null, 2)], { type: 'application/json' }),
        `customer-${customer.id}.json`,
      ),
    onError,
  })
  const erasing = useMutation({
    mutationFn: () => call(eraseCustomer, { params }),
    onSuccess: () => {
      say(t('person.erased'))
      onErased()
    },
    onError,
  })
  const name = customer.name ?? customer.email ?? customer.subjects[0] ?? `#${customer.id.slice(-4)}`
  return (
    <tr>
      <td>
        <div className="font-medium [overflow-wrap:anywhere]">{name}</div>
        <div className="text-sm [overflow-wrap:anywhere] text-n-11">
          {[customer.email, ...customer.subjects].filter(Boolean).join(' · ')}
        </div>
      </td>
      <td className="tabular-nums">{customer.conversations}</td>
      <td className="whitespace-nowrap text-n-11">
        <RelativeTime at={customer.createdAt} />
      </td>
      <td>
        <span className="flex justify-end gap-2">
          <Button busy={exporting.isPending} onClick={() => exporting.mutate()}>
            {t('person.export')}
          </Button>
          <Button busy={erasing.isPending} onClick={() => setAsking(true)}>
            {t('person.erase')}
          </Button>
        </span>
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={t('person.eraseTitle', { name })}
          description={t('person.eraseHint')}
          cancelLabel={t('app.cancel')}
          confirmLabel={t('person.erase')}
          onConfirm={() => erasing.mutate()}
        />
      </td>
    </tr>
  )
}
