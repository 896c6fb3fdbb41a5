import { BookOpen } from 'lucide-react'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Conversation } from '../../../contract/conversations.ts'
import type { ConversationEvent } from '../../../contract/events.ts'
import { Failed } from '../../app/page-states.tsx'
import { useCan, useMe } from '../../app/session.ts'
import { useText } from '../../app/text.ts'
import { Keycap } from '../../ui/button.tsx'
import { Input } from '../../ui/field.tsx'
import { Scroller } from '../../ui/scroller.tsx'
import { EmptyState, Skeleton } from '../../ui/states.tsx'
import type { useInsertAnswer } from '../composing/use-insert-answer.ts'
import { FindingCard } from './finding-card.tsx'
import { type Finding, internalText, publicText, useFoundKnowledge } from './use-found-knowledge.ts'

interface Props {
  conversation: Conversation
  events: readonly ConversationEvent[]
  /** Counts how often the way here was asked for by key. */
  asked: number
  insert: ReturnType<typeof useInsertAnswer>
  /** Back to what is being written. */
  onLeave: () => void
  /** Something of it stands in what is being written. */
  onUsed: () => void
}

/** What to answer from, beside the conversation: found for the last question by itself, and by what one types. */
export default function KnowledgePanel({ conversation, events, asked, insert, onLeave, onUsed }: Props) {
  const t = useText()
  const me = useMe()
  const can = useCan()
  const [typed, setTyped] = useState('')
  const [active, setActive] = useState(0)
  const [refused, setRefused] = useState<string>()
  const { query, found, question } = useFoundKnowledge(conversation.id, events, typed)
  const field = useRef<HTMLInputElement>(null)
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (asked > 0) field.current?.select()
  }, [asked])
  const first = found[0]?.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: other findings begin at the top
  useEffect(() => {
    setActive(0)
    setRefused(undefined)
  }, [first, question])
  const mine =
    conversation.state === 'open' &&
    conversation.owner.kind === 'agent' &&
    conversation.owner.id === me.member.id
  const mayInsert = mine && can('conversations:serve')
  const mayNote = can('conversations:serve')
  const insertFinding = (finding: Finding | undefined) => {
    const text = finding && publicText(finding)
    if (!finding || !mayInsert) return
    if (text === undefined) return setRefused(finding.id)
    const source =
      finding.kind === 'entry'
        ? { kind: 'entry' as const, id: finding.id, title: finding.title }
        : { kind: 'passage' as const, id: finding.id, title: finding.title }
    insert.intoReply({ text, sources: [source] })
    onUsed()
  }
  const note = (finding: Finding | undefined) => {
    const text = finding && (internalText(finding) ?? publicText(finding))
    if (text === undefined || !mayNote) return
    insert.intoNote(text)
    onUsed()
  }
  const goTo = (index: number) => {
    if (index < 0) return field.current?.focus()
    const cards = list.current?.querySelectorAll<HTMLElement>('[data-finding]')
    cards?.[Math.min(index, cards.length - 1)]?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return
    const inField = event.target === field.current
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      goTo(inField ? (step > 0 ? 0 : -1) : active + step)
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      if (inField && typed !== '') setTyped('')
      else onLeave()
    } else if (event.key === 'Enter' && inField) {
      event.preventDefault()
      // What is shown may still be of the words before.
      if (query.isPlaceholderData || query.isFetching) return
      if (event.shiftKey) note(found[active])
      else insertFinding(found[active])
    }
  }
  const language = conversation.language === 'other' ? undefined : conversation.language
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrows move between the field and what it found
    <div onKeyDown={onKeyDown} className="flex min-h-0 flex-1 flex-col">
      <div className="flex shrink-0 flex-col gap-1 px-3 pt-3 pb-2">
        <Input
          ref={field}
          type="search"
          maxLength={1_000}
          aria-label={t('answers.find')}
          placeholder={t('answers.find')}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        <p className="truncate text-sm text-n-11" title={typed === '' ? question : undefined}>
          {typed.trim() === '' && question !== '' ? t('answers.forQuestion', { question }) : ' '}
        </p>
      </div>
      <Scroller ref={list} className="min-h-0 flex-1">
        {query.isPending ? (
          <Loading />
        ) : query.isError ? (
          <Failed error={query.error} retry={() => void query.refetch()} />
        ) : found.length === 0 ? (
          <EmptyState
            icon={<BookOpen />}
            title={t(question === '' ? 'answers.nothingAsked' : 'answers.none')}
          >
            {t(question === '' ? 'answers.nothingAskedHint' : 'answers.noneHint')}
          </EmptyState>
        ) : (
          <ul
            aria-label={t('answers.title')}
            aria-busy={query.isFetching}
            className="flex flex-col gap-2 px-3 pb-3"
          >
            {found.map((finding, index) => (
              <li key={finding.id}>
                {finding.kind === 'passage' && found[index - 1]?.kind !== 'passage' && (
                  <h3 className="pt-1 pb-1.5 text-xs text-n-11">{t('answers.passages')}</h3>
                )}
                <FindingCard
                  finding={finding}
                  active={index === active}
                  language={language}
                  mayInsert={mayInsert}
                  mayNote={mayNote}
                  refused={refused === finding.id}
                  onFocus={() => setActive(index)}
                  onInsert={() => insertFinding(finding)}
                  onNote={() => note(finding)}
                />
              </li>
            ))}
          </ul>
        )}
      </Scroller>
      <p className="flex shrink-0 flex-wrap items-center gap-x-2 gap-y-1 border-t px-3 py-1.5 text-xs text-n-11 max-md:hidden">
        {mayInsert ? (
          <>
            <span>
              <Keycap>↵</Keycap> {t('summary.insert')}
            </span>
            <span>
              <Keycap>⇧ ↵</Keycap> {t('answers.intoNote')}
            </span>
            <span>
              <Keycap>⌘ ↵</Keycap> {t('answers.open')}
            </span>
          </>
        ) : (
          t('answers.notYours')
        )}
      </p>
    </div>
  )
}

function Loading() {
  const t = useText()
  return (
    <div role="status" aria-label={t('app.loading')} className="flex flex-col gap-2 px-3">
      {[0, 1, 2].map((one) => (
        <div key={one} className="flex flex-col gap-1.5 rounded-md border border-n-5 px-3 py-2">
          <Skeleton className="h-4 w-3/5" />
          <Skeleton className="h-3 w-full" />
          <Skeleton className="h-3 w-4/5" />
        </div>
      ))}
    </div>
  )
}
