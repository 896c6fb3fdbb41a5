import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { type FormEvent, useId, useState } from 'react'
import { type BuiltInRole, builtInRoles } from '../../contract/permissions.ts'
import { createMember, type Member, removeMember, updateMember } from '../../contract/tenants.ts'
import { call } from '../app/api.ts'
import { useErrorText } from '../app/error-text.ts'
import { PresenceDot } from '../app/rail.tsx'
import { RelativeTime } from '../app/relative-time.tsx'
import { useCan, useMe } from '../app/session.ts'
import { useCodeText, useText } from '../app/text.ts'
import { Button } from '../ui/button.tsx'
import { Confirm, Dialog } from '../ui/dialog.tsx'
import { Field, Input, Select } from '../ui/field.tsx'
import { EmptyState, Notice } from '../ui/states.tsx'
import { useToast } from '../ui/toast.tsx'
import { Paged, Table } from './paged.tsx'
import { membersQuery } from './queries.ts'

const roles = Object.keys(builtInRoles) as BuiltInRole[]

/** Who may sign in, and as what. */
export function MembersSection() {
  const t = useText()
  const can = useCan()
  const query = useInfiniteQuery(membersQuery)
  const [adding, setAdding] = useState(false)
  return (
    <div className="flex flex-col gap-3">
      {can('members:edit') && (
        <Button look="primary" icon={<Plus />} className="self-start" onClick={() => setAdding(true)}>
          {t('member.add')}
        </Button>
      )}
      <Paged query={query} empty={<EmptyState title={t('member.empty')} />}>
        {(members) => (
          <Table
            heads={[
              t('member.name'),
              t('member.email'),
              t('member.role'),
              t('member.since'),
              t('app.actions'),
            ]}
          >
            {members.map((member) => (
              <MemberRow key={member.id} member={member} />
            ))}
          </Table>
        )}
      </Paged>
      {adding && <AddMember onClose={() => setAdding(false)} />}
    </div>
  )
}

function MemberRow({ member }: { member: Member }) {
  const t = useText()
  const codeText = useCodeText()
  const me = useMe()
  const can = useCan()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const after = {
    onError: (error: unknown) => say(errorText(error), 'danger'),
    onSettled: () => queryClient.invalidateQueries({ queryKey: membersQuery.queryKey }),
  }
  const changeRole = useMutation({
    mutationFn: (role: BuiltInRole) =>
      call(updateMember, { params: { memberId: member.id }, body: { role }, ifMatch: member.version }),
    onSuccess: (changed) =>
      say(t('member.roleChanged', { name: changed.name, role: codeText('role', changed.role) })),
    ...after,
  })
  const remove = useMutation({
    mutationFn: () => call(removeMember, { params: { memberId: member.id }, ifMatch: member.version }),
    ...after,
  })
  const editable = can('members:edit')
  return (
    <tr>
      <td className="font-medium">
        <span className="flex items-center gap-2 whitespace-nowrap" title={t(`presence.${member.presence}`)}>
          <PresenceDot presence={member.presence} /> {member.name}
        </span>
      </td>
      <td>{member.email}</td>
      <td>
        {editable ? (
          <Select
            aria-label={`${t('member.role')}: ${member.name}`}
            value={member.role}
            disabled={changeRole.isPending}
            onChange={(event) => changeRole.mutate(event.target.value as BuiltInRole)}
            className="min-w-36"
          >
            {roles.map((role) => (
              <option key={role} value={role}>
                {t(`role.${role}`)}
              </option>
            ))}
          </Select>
        ) : (
          codeText('role', member.role)
        )}
      </td>
      <td className="text-n-11">
        <RelativeTime at={member.createdAt} />
      </td>
      <td className="text-right">
        {editable && member.id !== me.member.id && (
          <Button busy={remove.isPending} onClick={() => setAsking(true)}>
            {t('member.remove')}
          </Button>
        )}
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={t('member.removeTitle', { name: member.name })}
          description={t('member.removeHint')}
          cancelLabel={t('app.cancel')}
          confirmLabel={t('member.remove')}
          onConfirm={() => remove.mutate()}
        />
      </td>
    </tr>
  )
}

function AddMember({ onClose }: { onClose: () => void }) {
  const t = useText()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const formId = useId()
  const [form, setForm] = useState({ name: '', email: '', role: 'agent' as BuiltInRole, password: '' })
  const adding = useMutation({
    mutationFn: () =>
      call(createMember, { body: { ...form, name: form.name.trim(), email: form.email.trim() } }),
    onSuccess: async (member) => {
      say(t('member.added', { name: member.name }))
      onClose()
      await queryClient.invalidateQueries({ queryKey: membersQuery.queryKey })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    adding.mutate()
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t('member.add')}
      closeLabel={t('app.close')}
      footer={
        <>
          <Button onClick={onClose}>{t('app.cancel')}</Button>
          <Button type="submit" form={formId} look="primary" busy={adding.isPending}>
            {t('member.add')}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-3">
        {adding.error && (
          <Notice tone="danger" role="alert">
            {errorText(adding.error)}
          </Notice>
        )}
        <Field label={t('member.name')}>
          {(control) => (
            <Input
              {...control}
              required
              maxLength={200}
              value={form.name}
              onChange={(event) => setForm({ ...form, name: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('member.email')}>
          {(control) => (
            <Input
              {...control}
              type="email"
              required
              maxLength={254}
              autoComplete="off"
              value={form.email}
              onChange={(event) => setForm({ ...form, email: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('member.role')}>
          {(control) => (
            <Select
              {...control}
              value={form.role}
              onChange={(event) => setForm({ ...form, role: event.target.value as BuiltInRole })}
            >
              {roles.map((role) => (
                <option key={role} value={role}>
                  {t(`role.${role}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('member.password')} hint={t('member.passwordHint')}>
          {(control) => (
            <Input
              {...control}
              type="password"
              required
              minLength={10}
              autoComplete="new-password"
              value={form.password}
              onChange={(event) => setForm({ ...form, password: event.target.value })}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}
