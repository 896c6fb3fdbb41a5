import {
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, ArrowLeftRight, Plus } from 'lucide-react'
import { useState } from 'react'
import {
  createSynonym,
  decideSynonym,
  listSynonyms,
  removeSynonym,
  type Synonym,
  type SynonymState,
} from '../../../contract/knowledge/synonyms.ts'
import { call } from '../../app/api.ts'
import { useErrorText } from '../../app/error-text.ts'
import { FormDialog } from '../../app/form-dialog.tsx'
import { usePageTitle } from '../../app/page-title.ts'
import { useCan } from '../../app/session.ts'
import { useLocale, useText } from '../../app/text.ts'
import { useSettled } from '../../app/use-settled.ts'
import { Paged, Table } from '../../settings/paged.tsx'
import { Button } from '../../ui/button.tsx'
import { Input, TextField } from '../../ui/field.tsx'
import { Badge, EmptyState, Notice } from '../../ui/states.tsx'
import { refreshKnowledge } from '../queries.ts'

const states: readonly SynonymState[] = ['proposed', 'in-use', 'refused']
const pauseMs = 250

const synonymsQuery = (state: SynonymState, search: string) =>
  infiniteQueryOptions({
    queryKey: ['synonyms', state, search],
    queryFn: ({ pageParam, signal }) =>
      call(listSynonyms, {
        query: { state, after: pageParam, limit: 50, ...(search === '' ? {} : { search }) },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

/** Words of customers and the words of the knowledge that they stand for: proposed, in use and refused. */
export function SynonymsPage() {
  const t = useText()
  const can = useCan()
  const locale = useLocale()
  const [state, setState] = useState<SynonymState>('in-use')
  const [text, setText] = useState('')
  const [adding, setAdding] = useState(false)
  const search = useSettled(text.trim(), pauseMs)
  const query = useInfiniteQuery(synonymsQuery(state, search))
  const counts = query.data?.pages[0]?.counts
  const countOf = { proposed: counts?.proposed, 'in-use': counts?.inUse, refused: counts?.refused }
  const number = new Intl.NumberFormat(locale)
  const editable = can('knowledge:publish')
  usePageTitle(t('synonyms.title'))
  const add = editable && (
    <Button look="primary" icon={<Plus />} onClick={() => setAdding(true)}>
      {t('synonyms.add')}
    </Button>
  )
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto flex w-full max-w-5xl flex-col gap-3 p-4">
        <Link to="/knowledge" className="flex items-center gap-1 self-start text-n-11 hover:text-n-12">
          <ArrowLeft className="size-3.5" aria-hidden /> {t('synonyms.back')}
        </Link>
        <div className="flex flex-wrap items-center gap-3">
          <h1 className="flex-1 text-lg font-semibold">{t('synonyms.title')}</h1>
          {add}
        </div>
        <p className="max-w-180 text-n-11">{t('synonyms.about')}</p>
        {!editable && <p className="text-n-11">{t('synonyms.readOnly')}</p>}
        <div className="flex flex-wrap items-center gap-2">
          <fieldset className="flex gap-0.5">
            <legend className="sr-only">{t('synonyms.states')}</legend>
            {states.map((one) => (
              <Button
                key={one}
                look={one === state ? 'plain' : 'quiet'}
                aria-pressed={one === state}
                onClick={() => setState(one)}
              >
                {t(`synonyms.state.${one}`)}
                {countOf[one] !== undefined && (
                  <span className="text-n-11 tabular-nums">{number.format(countOf[one])}</span>
                )}
              </Button>
            ))}
          </fieldset>
          <Input
            type="search"
            className="w-56"
            maxLength={100}
            aria-label={t('synonyms.search')}
            placeholder={t('synonyms.search')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        <Paged
          query={query}
          empty={
            search === '' ? (
              <EmptyState
                icon={<ArrowLeftRight />}
                title={t(`synonyms.empty.${state}`)}
                action={state === 'in-use' && add}
              >
                {t(`synonyms.emptyHint.${state}`)}
              </EmptyState>
            ) : (
              <EmptyState title={t('synonyms.notFound')} />
            )
          }
        >
          {(synonyms) => <Rows synonyms={synonyms} editable={editable} />}
        </Paged>
        {adding && (
          <AddDialog
            onAdded={() => {
              setState('in-use')
              setAdding(false)
            }}
            onClose={() => setAdding(false)}
          />
        )}
      </div>
    </div>
  )
}

function useChange<Input>(change: (input: Input) => Promise<unknown>) {
  const queryClient = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSettled: () => {
      refreshKnowledge(queryClient)
      return queryClient.invalidateQueries({ queryKey: ['synonyms'] })
    },
  })
}

function Rows({ synonyms, editable }: { synonyms: readonly Synonym[]; editable: boolean }) {
  const t = useText()
  const errorText = useErrorText()
  const decide = useChange(({ synonym, state }: { synonym: Synonym; state: 'in-use' | 'refused' }) =>
    call(decideSynonym, {
      params: { synonymId: synonym.id },
      body: { state },
      ifMatch: synonym.version,
    }),
  )
  const remove = useChange((synonym: Synonym) => call(removeSynonym, { params: { synonymId: synonym.id } }))
  const error = decide.error ?? remove.error
  const button = (synonym: Synonym, label: string, act: () => void, primary = false) => (
    <Button
      look={primary ? 'primary' : 'plain'}
      disabled={decide.isPending || remove.isPending}
      aria-label={t('synonyms.of', { action: label, term: synonym.term, standsFor: synonym.standsFor })}
      onClick={act}
    >
      {label}
    </Button>
  )
  return (
    <>
      {error && (
        <Notice tone="danger" role="alert">
          {errorText(error)}
        </Notice>
      )}
      <Table heads={[t('synonyms.term'), t('synonyms.standsFor'), t('synonyms.evidence'), t('app.actions')]}>
        {synonyms.map((synonym) => {
          const { id, term, standsFor, state, origin } = synonym
          return (
            <tr key={id} className="align-top">
              <td className="font-medium [overflow-wrap:anywhere]">{term}</td>
              <td className="[overflow-wrap:anywhere]">{standsFor}</td>
              <td className="max-w-96">
                <Evidence synonym={synonym} />
              </td>
              <td>
                {editable && (
                  <span className="flex justify-end gap-1.5">
                    {state !== 'in-use' &&
                      button(
                        synonym,
                        t(state === 'proposed' ? 'synonyms.accept' : 'synonyms.useAgain'),
                        () => decide.mutate({ synonym, state: 'in-use' }),
                        state === 'proposed',
                      )}
                    {state !== 'refused' &&
                      origin === 'learned' &&
                      button(synonym, t(state === 'proposed' ? 'synonyms.refuse' : 'synonyms.stop'), () =>
                        decide.mutate({ synonym, state: 'refused' }),
                      )}
                    {origin === 'own' && button(synonym, t('synonyms.remove'), () => remove.mutate(synonym))}
                  </span>
                )}
              </td>
            </tr>
          )
        })}
      </Table>
    </>
  )
}

/** Why it is believed: what was counted, what it changes, and who asked so. */
function Evidence({ synonym }: { synonym: Synonym }) {
  const t = useText()
  const locale = useLocale()
  const { evidence, effect, examples, origin, state, updatedBy } = synonym
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'short' })
  return (
    <div className="flex flex-col gap-1">
      {evidence && (
        <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <Badge tone={evidence.confidence >= 0.8 ? 'good' : 'neutral'}>
            {t('synonyms.confidence', { share: percent.format(evidence.confidence) })}
          </Badge>
          <span className="text-n-11">
            {list.format([
              t('synonyms.found', { count: evidence.wordings }),
              t('synonyms.customers', { count: evidence.customers }),
              t('synonyms.messages', { count: evidence.messages }),
            ])}
          </span>
        </span>
      )}
      {effect && effect.better + effect.worse > 0 && (
        <span className={effect.worse > effect.better ? 'text-danger' : 'text-n-11'}>
          {t('synonyms.effect', { better: effect.better, worse: effect.worse })}
        </span>
      )}
      {examples.map((example) => (
        <q key={example} className="line-clamp-1 text-sm text-n-11 [overflow-wrap:anywhere]">
          {example}
        </q>
      ))}
      {(origin === 'own' || state !== 'proposed') && (
        <span className="text-sm text-n-11">
          {t(origin === 'own' ? 'synonyms.own' : 'synonyms.decidedBy', { name: updatedBy })}
        </span>
      )}
    </div>
  )
}

function AddDialog({ onAdded, onClose }: { onAdded: () => void; onClose: () => void }) {
  const t = useText()
  const [term, setTerm] = useState('')
  const [standsFor, setStandsFor] = useState('')
  const add = useChange(() =>
    call(createSynonym, { body: { term: term.trim(), standsFor: standsFor.trim() } }),
  )
  return (
    <FormDialog
      title={t('synonyms.add')}
      submitLabel={t('synonyms.addNow')}
      disabled={term.trim() === '' || standsFor.trim() === ''}
      busy={add.isPending}
      error={add.error}
      onSubmit={() => add.mutate(undefined, { onSuccess: onAdded })}
      onClose={onClose}
    >
      <TextField
        label={t('synonyms.term')}
        hint={t('synonyms.termHint')}
        maxLength={40}
        value={term}
        onChange={(event) => setTerm(event.target.value)}
      />
      <TextField
        label={t('synonyms.standsFor')}
        hint={t('synonyms.standsForHint')}
        maxLength={60}
        value={standsFor}
        onChange={(event) => setStandsFor(event.target.value)}
      />
    </FormDialog>
  )
}
