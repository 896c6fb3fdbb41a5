import { type KeyboardEvent, type RefObject, useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'
import type { Conversation } from '../../../contract/conversations.ts'
import type { QuickPhrase } from '../../../contract/workspace/quick-phrases.ts'
import { useMe } from '../../app/session.ts'
import { useLocale, useText } from '../../app/text.ts'
import { Badge } from '../../ui/states.tsx'
import { offerInsertion } from './insertion.ts'
import {
  askForPhrase,
  blankNames,
  fillPhrase,
  findBlanks,
  findPhrases,
  nextBlank,
  type PhraseValues,
  phraseText,
} from './phrase.ts'
import { usePhrases } from './phrases-query.ts'
import { SuggestionList } from './suggestion-list.tsx'
import { useSuggestions } from './use-suggestions.ts'

interface Options {
  field: RefObject<HTMLTextAreaElement | null>
  conversation: Conversation
  draft: string
  setDraft: (text: string) => void
  enabled: boolean
}

/** Quick phrases in the answer field: found by `;` or `/`, filled in, and their blanks walked through with Tab. */
export function useQuickPhrases({ field, conversation, draft, setDraft, enabled }: Options) {
  const t = useText()
  const me = useMe()
  const locale = useLocale()
  const phrases = usePhrases(enabled)
  const { customer } = conversation
  const language =
    conversation.language === 'zh' || conversation.language === 'en' ? conversation.language : undefined
  const shownIn = language ?? (locale === 'zh-CN' ? 'zh' : 'en')
  const values: PhraseValues = {
    // A number stands for a name nobody knows.
    'customer.name': customer.name.startsWith('#') ? '' : customer.name,
    'agent.name': me.member.name,
    'tenant.name': me.tenant.name,
  }
  const select = (range: [number, number] | undefined) => {
    if (!field.current || !range) return
    field.current.focus()
    field.current.setSelectionRange(...range)
  }
  const insert = (phrase: QuickPhrase, from: number, to: number) => {
    const text = fillPhrase(phraseText(phrase, shownIn), values)
    const [blank] = findBlanks(text)
    const end = from + text.length
    // At once: the next key may be down already.
    flushSync(() => setDraft(draft.slice(0, from) + text + draft.slice(to)))
    select(blank ? [from + blank[0], from + blank[1]] : [end, end])
  }
  const suggestions = useSuggestions<QuickPhrase>({
    field,
    text: draft,
    ask: askForPhrase,
    find: (query) => findPhrases(phrases, query),
    choose: insert,
  })
  const latest = useRef(insert)
  latest.current = insert
  const length = useRef(draft.length)
  length.current = draft.length
  useEffect(() => {
    if (!enabled) return
    return offerInsertion((phrase) => {
      const at = field.current?.selectionEnd ?? length.current
      latest.current(phrase, at, at)
    })
  }, [enabled, field])
  const names = blankNames(draft)
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): boolean => {
    if (suggestions.onKeyDown(event)) return true
    if (event.key !== 'Tab' || names.length === 0 || event.nativeEvent.isComposing) return false
    event.preventDefault()
    const { selectionStart, selectionEnd } = event.currentTarget
    select(nextBlank(draft, event.shiftKey ? selectionStart : selectionEnd, event.shiftKey))
    return true
  }
  return {
    onKeyDown,
    note: suggestions.note,
    forget: suggestions.forget,
    attributes: suggestions.attributes,
    /** Whether nothing is left to fill in; otherwise goes to the first blank. */
    blanksFilled: () => {
      if (names.length === 0) return true
      select(nextBlank(draft, 0))
      return false
    },
    list: (
      <SuggestionList label={t('phrase.list')} suggestions={suggestions} keyOf={(one) => one.id}>
        {(one) => (
          <>
            <span className="w-24 shrink-0 truncate font-medium">{one.code}</span>
            <span className="min-w-0 flex-1 truncate">
              {one.title}
              <span className="text-n-11"> · {phraseText(one, shownIn)}</span>
            </span>
            {one.folder !== '' && <span className="max-w-28 truncate text-sm text-n-11">{one.folder}</span>}
            {!one.shared && <Badge>{t('phrase.personal')}</Badge>}
          </>
        )}
      </SuggestionList>
    ),
    hint: names.length > 0 && (
      <p role="status" className="px-3 pb-1.5 text-sm text-warning">
        {t('phrase.blanks', {
          names: new Intl.ListFormat(locale, { type: 'unit' }).format(
            names.map((name) => t(`phraseVariable.${name}`)),
          ),
        })}{' '}
        <span className="text-n-11 max-md:hidden">({t('phrase.blanksHint')})</span>
      </p>
    ),
  }
}
