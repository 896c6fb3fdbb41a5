import {
  infiniteQueryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { Plus, ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import {
  checkWording,
  createWordingRule,
  listWordingRules,
  removeWordingRule,
  updateWordingRule,
  type WordingFinding,
  type WordingRule,
  type WordingRuleContent,
} from '../../../contract/workspace/wording-rules.ts'
import { call, hasCode } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { useCodeText, useText } from '../../app/text.ts'
import { useSettled } from '../../app/use-settled.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Confirm } from '../../ui/dialog.tsx'
import { Check, Field, Select, TextArea, TextField } from '../../ui/field.tsx'
import { Badge, EmptyState } from '../../ui/states.tsx'
import { useToast } from '../../ui/toast.tsx'
import { Paged, Table } from '../paged.tsx'

const rulesQuery = infiniteQueryOptions({
  queryKey: ['wording-rules'],
  queryFn: ({ pageParam, signal }) =>
    call(listWordingRules, { query: { after: pageParam, limit: 100 }, signal }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next,
})

const fresh: WordingRuleContent = {
  name: '',
  kind: 'words',
  expression: '',
  action: 'warn',
  hint: '',
  enabled: true,
}

/** What agents may not write to customers, or only after a second thought. */
export function WordingRulesSection() {
  const t = useText()
  const query = useInfiniteQuery(rulesQuery)
  const [edited, setEdited] = useState<WordingRule | 'new'>()
  const add = (
    <Button look="primary" icon={<Plus />} className="self-start" onClick={() => setEdited('new')}>
      {t('wordingRule.add')}
    </Button>
  )
  return (
    <div className="flex flex-col gap-3">
      <p className="text-n-11">{t('wordingRule.intro')}</p>
      <TestBox />
      {(query.data?.pages[0]?.items.length ?? 0) > 0 && add}
      <Paged
        query={query}
        empty={
          <EmptyState icon={<ShieldAlert />} title={t('wordingRule.empty')} action={add}>
            {t('wordingRule.emptyHint')}
          </EmptyState>
        }
      >
        {(rules) => (
          <Table
            heads={[
              t('wordingRule.name'),
              t('wordingRule.expression'),
              t('wordingRule.action'),
              t('app.actions'),
            ]}
          >
            {rules.map((rule) => (
              <tr key={rule.id}>
                <td className="font-medium">
                  {rule.name} {!rule.enabled && <Badge>{t('wordingRule.off')}</Badge>}
                </td>
                <td className="max-w-80">
                  <span className="line-clamp-2 text-n-11 [overflow-wrap:anywhere]">
                    {rule.kind === 'words' ? rule.expression.split('\n').join(' · ') : rule.expression}
                  </span>
                </td>
                <td>
                  <Badge tone={rule.action === 'block' ? 'danger' : 'warning'}>
                    {t(`wordingRule.${rule.action}`)}
                  </Badge>
                </td>
                <td className="text-right">
                  <Button aria-label={`${t('phrase.edit')}: ${rule.name}`} onClick={() => setEdited(rule)}>
                    {t('phrase.edit')}
                  </Button>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Paged>
      {edited && (
        <RuleDialog rule={edited === 'new' ? undefined : edited} onClose={() => setEdited(undefined)} />
      )}
    </div>
  )
}

const pauseMs = 300

/** Tries a sentence on the rules in force, or on one that is being written. */
function TestBox({ rule }: { rule?: WordingRuleContent }) {
  const t = useText()
  const errorText = useErrorText()
  const [text, setText] = useState('')
  const asked = useSettled(text, pauseMs)
  const tried = useSettled(rule ? JSON.stringify(rule) : '', pauseMs)
  const usable =
    asked.trim() !== '' &&
    (!rule || (tried !== '' && (JSON.parse(tried) as WordingRuleContent).expression.trim() !== ''))
  const { data, error } = useQuery({
    queryKey: ['wording-test', asked, tried],
    queryFn: ({ signal }) => {
      // A rule without a name is tried all the same.
      const given = tried === '' ? undefined : (JSON.parse(tried) as WordingRuleContent)
      const body = { text: asked, ...(given ? { rule: { ...given, name: given.name.trim() || '…' } } : {}) }
      return call(checkWording, { body, signal })
    },
    enabled: usable,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })
  return (
    <div className="rounded-md border bg-n-2 p-3">
      <Field label={t('wordingRule.test')}>
        {(control) => (
          <TextArea
            {...control}
            rows={2}
            placeholder={t('wordingRule.testPlaceholder')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div aria-live="polite" className="pt-2 empty:hidden">
        {usable && error && <span className="text-danger">{errorText(error)}</span>}
        {usable &&
          data &&
          asked === text &&
          (data.findings.length === 0 ? (
            <span className="text-good">{t('wordingRule.nothingFound')}</span>
          ) : (
            <Marked text={asked} findings={data.findings} />
          ))}
      </div>
    </div>
  )
}

function Marked({ text, findings }: { text: string; findings: readonly WordingFinding[] }) {
  const t = useText()
  const sorted = findings.toSorted((a, b) => a.from - b.from)
  const pieces: { text: string; finding?: WordingFinding }[] = []
  let at = 0
  for (const finding of sorted) {
    if (finding.from < at) continue
    pieces.push(
      { text: text.slice(at, finding.from) },
      { text: text.slice(finding.from, finding.to), finding },
    )
    at = finding.to
  }
  pieces.push({ text: text.slice(at) })
  const names = [...new Map(findings.map((one) => [one.ruleId, one])).values()]
  return (
    <>
      <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">
        {pieces.map((piece, index) =>
          piece.finding ? (
            <mark
              // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no identity
              key={index}
              className={classNames(
                'rounded-sm px-0.5',
                piece.finding.action === 'block'
                  ? 'bg-danger-soft text-danger'
                  : 'bg-warning-soft text-warning',
              )}
            >
              {piece.text}
            </mark>
          ) : (
            piece.text
          ),
        )}
      </p>
      <p className="pt-1 text-sm text-n-11">
        {names.map((one) => `${t(`wordingRule.${one.action}`)}: ${one.name}`).join(' · ')}
      </p>
    </>
  )
}

function RuleDialog({ rule, onClose }: { rule: WordingRule | undefined; onClose: () => void }) {
  const t = useText()
  const say = useToast()
  const codeText = useCodeText()
  const errorText = useErrorText()
  const queryClient = useQueryClient()
  const [asking, setAsking] = useState(false)
  const [form, setForm] = useState<WordingRuleContent>(() => {
    if (!rule) return fresh
    const { id: _id, version: _version, updatedAt: _at, updatedBy: _by, ...content } = rule
    return content
  })
  const done = async () => {
    onClose()
    await queryClient.invalidateQueries({ queryKey: rulesQuery.queryKey })
  }
  const saving = useMutation({
    mutationFn: () =>
      rule
        ? call(updateWordingRule, { params: { wordingRuleId: rule.id }, body: form, ifMatch: rule.version })
        : call(createWordingRule, { body: form }),
    onSuccess: done,
  })
  const removing = useMutation({
    mutationFn: () => call(removeWordingRule, { params: { wordingRuleId: rule?.id ?? '' } }),
    onSuccess: done,
    onError: (error) => say(errorText(error), 'danger'),
  })
  const invalid = hasCode(saving.error, 'wording-rule/expression-invalid')
    ? codeText('wordingProblem', String(saving.error.parameters.reason))
    : undefined
  return (
    <FormDialog
      wide
      title={t(rule ? 'wordingRule.edit' : 'wordingRule.add')}
      aside={
        rule && (
          <Button className="mr-auto" busy={removing.isPending} onClick={() => setAsking(true)}>
            {t('phrase.remove')}
          </Button>
        )
      }
      busy={saving.isPending}
      error={invalid ? undefined : saving.error}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
    >
      <TextField
        label={t('wordingRule.name')}
        required
        maxLength={120}
        value={form.name}
        onChange={(event) => setForm({ ...form, name: event.target.value })}
      />
      <div className="grid gap-3 md:grid-cols-2">
        <Field label={t('wordingRule.kind')}>
          {(control) => (
            <Select
              {...control}
              value={form.kind}
              onChange={(event) => setForm({ ...form, kind: event.target.value as WordingRule['kind'] })}
            >
              <option value="words">{t('wordingRule.words')}</option>
              <option value="pattern">{t('wordingRule.pattern')}</option>
            </Select>
          )}
        </Field>
        <Field label={t('wordingRule.action')} hint={t(`wordingRule.${form.action}Hint`)}>
          {(control) => (
            <Select
              {...control}
              value={form.action}
              onChange={(event) => setForm({ ...form, action: event.target.value as WordingRule['action'] })}
            >
              <option value="warn">{t('wordingRule.warn')}</option>
              <option value="block">{t('wordingRule.block')}</option>
            </Select>
          )}
        </Field>
      </div>
      <Field
        label={t('wordingRule.expression')}
        hint={t(form.kind === 'words' ? 'wordingRule.wordsHint' : 'wordingRule.patternHint')}
        problem={invalid}
      >
        {(control) => (
          <TextArea
            {...control}
            required
            rows={form.kind === 'words' ? 4 : 2}
            maxLength={form.kind === 'words' ? 4_000 : 300}
            value={form.expression}
            onChange={(event) => setForm({ ...form, expression: event.target.value })}
          />
        )}
      </Field>
      <TextField
        label={t('wordingRule.hint')}
        hint={t('wordingRule.hintHint')}
        maxLength={500}
        value={form.hint}
        onChange={(event) => setForm({ ...form, hint: event.target.value })}
      />
      <Check
        label={t('wordingRule.enabled')}
        checked={form.enabled}
        onChange={(event) => setForm({ ...form, enabled: event.target.checked })}
      />
      <TestBox rule={form} />
      {rule && (
        <Confirm
          open={asking}
          onOpenChange={setAsking}
          title={t('wordingRule.removeTitle', { name: rule.name })}
          description={t('wordingRule.removeHint')}
          cancelLabel={t('app.cancel')}
          confirmLabel={t('phrase.remove')}
          onConfirm={() => removing.mutate()}
        />
      )}
    </FormDialog>
  )
}
