import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { MessageSquareText, Plus } from 'lucide-react'
import { useRef, useState } from 'react'
import {
  createQuickPhrase,
  phraseTextLimit,
  phraseVariables,
  type QuickPhrase,
  type QuickPhraseContent,
  removeQuickPhrase,
  unknownVariables,
  updateQuickPhrase,
} from '../../../contract/workspace/quick-phrases.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { Failed } from '../../app/page-states.tsx'
import { useCan } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { findPhrases } from '../../desk/composing/phrase.ts'
import { phrasesQuery } from '../../desk/composing/phrases-query.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Check, Field, Input, TextArea, TextField } from '../../ui/field.tsx'
import { Badge, EmptyState, SkeletonLines } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Table } from '../paged.tsx'

const fresh: QuickPhraseContent = {
  shared: false,
  folder: '',
  code: '',
  title: '',
  texts: { zh: '', en: '' },
}

/** Texts agents say often: one's own, and those of all, which supervisors look after. */
export function QuickPhrasesSection() {
  const t = useText()
  const can = useCan()
  const { data: phrases, error, refetch, isPending } = useQuery(phrasesQuery)
  const [search, setSearch] = useState('')
  const [edited, setEdited] = useState<QuickPhrase | 'new'>()
  const add = (
    <Button look="primary" icon={<Plus />} onClick={() => setEdited('new')}>
      {t('phrase.add')}
    </Button>
  )
  if (isPending) return <SkeletonLines label={t('app.loading')} />
  if (error && !phrases) return <Failed error={error} retry={() => void refetch()} />
  const query = search.trim()
  const found =
    query === ''
      ? [...phrases].sort((a, b) => a.folder.localeCompare(b.folder) || a.code.localeCompare(b.code))
      : findPhrases(phrases, query)
  return (
    <div className="flex flex-col gap-3">
      <p className="text-n-11">{t('phrase.intro')}</p>
      {phrases.length === 0 ? (
        <div className="py-10">
          <EmptyState icon={<MessageSquareText />} title={t('phrase.empty')} action={add}>
            {t('phrase.emptyHint')}
          </EmptyState>
        </div>
      ) : (
        <>
          <div className="flex flex-wrap gap-2">
            {add}
            <Input
              type="search"
              className="max-w-64"
              aria-label={t('phrase.search')}
              placeholder={t('phrase.search')}
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </div>
          <Table
            heads={[
              t('phrase.code'),
              t('phrase.title'),
              t('phrase.folder'),
              t('phrase.whose'),
              t('app.actions'),
            ]}
          >
            {found.map((phrase) => (
              <tr key={phrase.id}>
                <td className="font-medium whitespace-nowrap">{phrase.code}</td>
                <td className="min-w-32">
                  <div>{phrase.title}</div>
                  <div className="line-clamp-1 text-sm text-n-11">{phrase.texts.zh || phrase.texts.en}</div>
                </td>
                <td>{phrase.folder}</td>
                <td>
                  <Badge tone={phrase.shared ? 'accent' : 'neutral'}>
                    {t(phrase.shared ? 'phrase.shared' : 'phrase.personal')}
                  </Badge>
                </td>
                <td className="text-right">
                  {(!phrase.shared || can('conversations:supervise')) && (
                    <Button
                      aria-label={`${t('phrase.edit')}: ${phrase.code}`}
                      onClick={() => setEdited(phrase)}
                    >
                      {t('phrase.edit')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </Table>
          {found.length === 0 && <EmptyState title={t('phrase.noMatch')} />}
        </>
      )}
      {edited && (
        <PhraseDialog phrase={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </div>
  )
}

function PhraseDialog({ phrase, onClose }: { phrase: QuickPhrase | undefined; onClose: () => void }) {
  const t = useText()
  const can = useCan()
  const say = useToast()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [form, setForm] = useState<QuickPhraseContent>(
    phrase
      ? {
          shared: phrase.shared,
          folder: phrase.folder,
          code: phrase.code,
          title: phrase.title,
          texts: phrase.texts,
        }
      : fresh,
  )
  const focused = useRef<'zh' | 'en'>('zh')
  const done = async () => {
    onClose()
    await queryClient.invalidateQueries({ queryKey: phrasesQuery.queryKey })
  }
  const saving = useMutation({
    mutationFn: () =>
      phrase
        ? call(updateQuickPhrase, {
            params: { quickPhraseId: phrase.id },
            body: form,
            ifMatch: phrase.version,
          })
        : call(createQuickPhrase, { body: form }),
    onSuccess: done,
  })
  const removing = useMutation({
    mutationFn: () => call(removeQuickPhrase, { params: { quickPhraseId: phrase?.id ?? '' } }),
    onSuccess: done,
    onError: (error) => say(errorText(error), 'danger'),
  })
  const problemOf = (text: string) => {
    const [unknown] = unknownVariables(text)
    return unknown === undefined ? undefined : t('phrase.unknown', { variable: unknown || '{{}}' })
  }
  const empty = form.texts.zh.trim() === '' && form.texts.en.trim() === ''
  const wrong = problemOf(`${form.texts.zh}\n${form.texts.en}`) !== undefined
  return (
    <FormDialog
      wide
      title={t(phrase ? 'phrase.edit' : 'phrase.add')}
      disabled={empty || wrong}
      aside={
        phrase && (
          <Button className="mr-auto" busy={removing.isPending} onClick={() => setAsking(true)}>
            {t('phrase.remove')}
          </Button>
        )
      }
      busy={saving.isPending}
      error={saving.error}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
    >
      <div className="grid gap-3 md:grid-cols-3">
        <TextField
          label={t('phrase.code')}
          hint={t('phrase.codeHint')}
          required
          maxLength={30}
          pattern="[\p{L}\p{N}_\-]+"
          value={form.code}
          onChange={(event) => setForm({ ...form, code: event.target.value })}
        />
        <TextField
          label={t('phrase.title')}
          required
          maxLength={120}
          value={form.title}
          onChange={(event) => setForm({ ...form, title: event.target.value })}
        />
        <TextField
          label={t('phrase.folder')}
          maxLength={60}
          value={form.folder}
          onChange={(event) => setForm({ ...form, folder: event.target.value })}
        />
      </div>
      {(['zh', 'en'] as const).map((language) => (
        <Field
          key={language}
          label={t(`language.${language}`)}
          problem={problemOf(form.texts[language])}
          hint={language === 'en' ? t('phrase.textsHint') : undefined}
        >
          {(control) => (
            <TextArea
              {...control}
              rows={3}
              maxLength={phraseTextLimit}
              value={form.texts[language]}
              onFocus={() => {
                focused.current = language
              }}
              onChange={(event) =>
                setForm({ ...form, texts: { ...form.texts, [language]: event.target.value } })
              }
            />
          )}
        </Field>
      ))}
      <div>
        <p className="pb-1 text-sm text-n-11">{t('phrase.variables')}</p>
        <div className="flex flex-wrap gap-1">
          {phraseVariables.map((name) => (
            <button
              key={name}
              type="button"
              title={`{{${name}}}`}
              onClick={() => {
                const language = focused.current
                const text = `${form.texts[language]}{{${name}}}`
                setForm({ ...form, texts: { ...form.texts, [language]: text } })
              }}
              className="rounded-sm border border-n-7 px-1.5 py-0.5 text-sm hover:bg-n-3"
            >
              {t(`phraseVariable.${name}`)}
            </button>
          ))}
        </div>
      </div>
      {can('conversations:supervise') && (
        <Check
          label={t('phrase.sharedHint')}
          checked={form.shared}
          onChange={(event) => setForm({ ...form, shared: event.target.checked })}
        />
      )}
      {phrase && (
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={t('phrase.removeTitle', { code: phrase.code })}
          description={t('phrase.removeHint')}
          cancelLabel={t('app.cancel')}
          confirmLabel={t('phrase.remove')}
          onConfirm={() => removing.mutate()}
        />
      )}
    </FormDialog>
  )
}
