import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createProcedure, draftProcedureFrom } from '../../contract/procedures/procedures.ts'
import { call } from '../app/api.ts'
import { FormDialog } from '../app/form-dialog.tsx'
import { useLocale, useText } from '../app/text.ts'
import { Field, TextArea, TextField } from '../ui/field.tsx'
import { useToast } from '../ui/toast.tsx'

/** A first draft from what the company has written down of how it is done. */
export function DraftDialog({ onClose }: { onClose: () => void }) {
  const t = useText()
  const say = useToast()
  const locale = useLocale()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [document, setDocument] = useState('')
  const making = useMutation({
    mutationFn: async () => {
      const language = locale === 'zh-CN' ? ('zh' as const) : ('en' as const)
      const { definition, by } = await call(draftProcedureFrom, { body: { name, document, language } })
      return { by, made: await call(createProcedure, { body: definition }) }
    },
    onSuccess: async ({ by, made }) => {
      onClose()
      say(t(by === 'model' ? 'procedures.drafted' : 'procedures.draftedPlain'))
      await queryClient.invalidateQueries({ queryKey: ['procedures'] })
      await navigate({ to: '/procedures/$procedureId', params: { procedureId: made.id } })
    },
  })
  return (
    <FormDialog
      wide
      title={t('procedures.fromDocument')}
      description={t('procedures.draftHint')}
      submitLabel={t('procedures.makeDraft')}
      disabled={name.trim() === '' || document.trim() === ''}
      busy={making.isPending}
      error={making.error}
      onSubmit={() => making.mutate()}
      onClose={onClose}
    >
      <TextField
        label={t('procedures.name')}
        maxLength={120}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Field label={t('procedures.document')}>
        {(control) => (
          <TextArea
            {...control}
            rows={10}
            className="max-h-80"
            maxLength={40_000}
            value={document}
            onChange={(event) => setDocument(event.target.value)}
          />
        )}
      </Field>
    </FormDialog>
  )
}
