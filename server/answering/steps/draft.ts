import {
  fillText,
  type Language,
  type MessagePart,
  nextTimeText,
  picturesOf,
  type TextValues,
  variablesOf,
  wayOf,
} from '../../../contract/index.ts'
import type { SmallTalk } from '../../../language/index.ts'
import type { LiveEntry } from '../../knowledge/index.ts'
import { modeOf } from '../meanwhile/mode-of.ts'
import type { AnswerFilling, Decision, Draft, Step, Texts, Turn } from '../turn.ts'
import { answerLanguage, needsFilling, sayAnswer } from './say-answer.ts'

/** Puts the decision into words: the entry's answer verbatim, or a fixed text of the policy. Nothing is made up. */
export const draft: Step = {
  name: 'draft',
  run(turn) {
    const { decision, taken } = turn
    if (decision === undefined) return
    if (taken !== undefined && taken.kind !== 'offers') {
      const people = taken.kind === 'says' && taken.handOver ? draftOf(turn, decision, {}).parts : []
      turn.draft = { parts: [...taken.parts, ...people], sources: [] }
      return
    }
    if (decision.outcome === 'answer') return draftAnswer(turn, decision)
    turn.draft = draftOf(turn, decision, {})
    if (turn.meanwhile !== undefined) return
    // Only a text that names the queue costs a look at it.
    if (decision.outcome !== 'handover' || turn.standing === undefined || !namesQueue(turn, decision)) return
    return turn.standing().then(({ position, waitSeconds }) => {
      turn.draft = draftOf(turn, decision, {
        'queue.position': String(position),
        ...(waitSeconds === undefined
          ? {}
          : { 'queue.wait': String(Math.max(1, Math.ceil(waitSeconds / 60))) }),
      })
    })
  },
}

/** The entry's own words; only those that name somebody cost a look at who that is. */
function draftAnswer(turn: Turn, decision: Decision): void | Promise<void> {
  const { entry, written } = decision
  if (written !== undefined) {
    const part: MessagePart = { type: 'text', text: written.text }
    turn.draft = {
      parts: turn.attached ? [part, unreadNotice(turn)] : [part],
      sources: [],
      passages: written.passages,
    }
    return
  }
  if (entry === undefined) {
    turn.draft = { parts: [], sources: [] }
    return
  }
  const asked = turn.language ?? 'en'
  const language = answerLanguage(entry, asked)
  const say = (filling: AnswerFilling) => {
    turn.filling = filling
    const parts = [...openingOf(turn), ...sayAnswer(entry, language, turn, filling)]
    turn.draft = {
      parts: turn.attached ? [...parts, unreadNotice(turn)] : parts,
      sources: [
        {
          entryId: entry.id as Draft['sources'][number]['entryId'],
          entryVersion: entry.version,
          title: titleOf(entry, asked),
        },
      ],
    }
  }
  const markup = entry.markup?.[language]
  if (turn.fill !== undefined && needsFilling(markup)) return turn.fill(picturesOf(markup ?? '')).then(say)
  say({})
}

function namesQueue(turn: Turn, decision: Decision): boolean {
  const why = turn.policy.document.texts.handover[decision.reason ?? 'low-confidence']
  return variablesOf(inLanguage(why, turn.language ?? 'en')).some((name) => name.startsWith('queue.'))
}

/** How often the customer was replied to before: the same is said in another way the next time. */
const timesOf = ({ previous }: Turn): number => previous.length

/** The company's own words before an answer to somebody whose mood has just turned, where it has any. What a model writes has its own. */
export function openingOf(turn: Turn): MessagePart[] {
  const { feeling } = turn
  if (feeling === undefined) return []
  const language = turn.language ?? 'en'
  const words = inLanguage(turn.policy.document.texts.mood[feeling], language)
  const text = fillText(words, valuesOf(turn, language), timesOf(turn)).trim()
  return text === '' ? [] : [{ type: 'text', text }]
}

/** What is said honestly behind an answer to words that came with a picture. */
export function unreadNotice(turn: Turn): MessagePart {
  const { attachmentUnread } = turn.policy.document.texts
  return { type: 'text', text: wayOf(inLanguage(attachmentUnread, turn.language ?? 'en'), timesOf(turn)) }
}

/** In the customer's language where there is one, else in the language there is. */
export function inLanguage(words: Partial<Record<Language, string>>, language: Language): string {
  return words[language] ?? words.en ?? words.zh ?? ''
}

export function titleOf(entry: LiveEntry, language: Language): string {
  return inLanguage(entry.question, language) || entry.key
}

/** A decision that is no answer, in the words of the policy. */
export function draftOf(turn: Turn, decision: Decision, queue: TextValues): Draft {
  const language = turn.language ?? 'en'
  const { texts } = turn.policy.document
  const fixed = (words: Partial<Record<Language, string>>): MessagePart => ({
    type: 'text',
    text: fillText(inLanguage(words, language), valuesOf(turn, language), timesOf(turn)),
  })
  switch (decision.outcome) {
    case 'options':
      return {
        parts: [
          ...(decision.smallTalk === 'unhelped' ? [] : openingOf(turn)),
          fixed(decision.smallTalk === 'unhelped' ? texts.smallTalk.unhelped : texts.options),
          {
            type: 'choice',
            options: [
              ...entryOptions(decision, language),
              // They are waiting for one already.
              ...(turn.meanwhile === undefined
                ? [{ id: 'human', label: wayOf(inLanguage(texts.human, language)), action: 'human' as const }]
                : []),
            ],
          },
        ],
        sources: [],
      }
    case 'notice':
      if (decision.warning) return { parts: [fixed(texts.abuseWarning)], sources: [] }
      return { parts: [{ type: 'text', text: noticeOf(decision, language) }], sources: [] }
    case 'small-talk':
      return {
        parts: [
          fixed(smallTalkText(texts, decision.smallTalk ?? 'greeting')),
          ...(decision.options === undefined
            ? []
            : [{ type: 'choice' as const, options: entryOptions(decision, language) }]),
        ],
        sources: [],
      }
    default:
      return draftHandover(turn, decision, language, queue)
  }
}

const entryOptions = ({ options = [] }: Decision, language: Language) =>
  options.map((entry) => ({ id: entry.id, label: titleOf(entry, language), action: 'entry' as const }))

function smallTalkText(texts: Texts, kind: SmallTalk): Partial<Record<Language, string>> {
  switch (kind) {
    case 'greeting':
    case 'thanks':
    case 'goodbye':
      return texts[kind]
    case 'assent':
    case 'dissent':
      return texts.smallTalk.acknowledged
    default:
      return texts.smallTalk[kind]
  }
}

const confirmCard = {
  en: 'Please check the card and confirm it if everything is right. Nothing changes before that.',
  zh: '请核对卡片上的内容，确认无误后点击确认；在您确认之前不会做任何更改。',
}

const proofCard = {
  en: 'For this I have to be sure that it is you. Please prove it on the card, and it goes on by itself.',
  zh: '办理前需要确认是您本人操作，请在卡片中完成验证，之后会自动继续。',
}

/** Words of our own beside a card, of a tool that refused, or a question that passed its guards. */
function noticeOf({ card, refusal, written }: Decision, language: Language): string {
  if (card !== undefined) return (card === 'proof' ? proofCard : confirmCard)[language]
  return refusal ?? written?.text ?? ''
}

/** What texts may name: times of people, in words a customer reads. */
function valuesOf({ hours, now }: Turn, language: Language): TextValues {
  if (hours === undefined) return {}
  return {
    ...(hours.backAt === undefined
      ? {}
      : { 'hours.next': nextTimeText(hours.backAt, now, hours.timeZone, language) }),
    ...(hours.today === undefined ? {} : { 'hours.today': hours.today }),
  }
}

/** To whom waits already nothing is said of passing on: that it is noted, and when people are back. */
function draftNoted(turn: Turn, decision: Decision, language: Language): Draft {
  const { noted, asked, goOn } = turn.policy.document.texts.meanwhile
  const wants = decision.reason === 'customer-asked' || turn.wantsHuman === true
  const said = [wants ? asked : noted, ...(modeOf(turn, decision) === 'answer' ? [goOn] : [])]
  const values = valuesOf(turn, language)
  const text = said
    .map((words) => fillText(inLanguage(words, language), values, timesOf(turn)))
    .join(language === 'zh' ? '' : ' ')
  return { parts: [{ type: 'text', text }], sources: [] }
}

function draftHandover(turn: Turn, decision: Decision, language: Language, queue: TextValues): Draft {
  if (turn.meanwhile !== undefined) return draftNoted(turn, decision, language)
  const { texts } = turn.policy.document
  const values = { ...valuesOf(turn, language), ...queue }
  const why = fillText(
    inLanguage(texts.handover[decision.reason ?? 'low-confidence'], language),
    values,
    timesOf(turn),
  )
  if (turn.onDuty) return { parts: [{ type: 'text', text: why }], sources: [] }
  // Nobody is there to be passed to, so only the reason that is still true is said.
  const asked = decision.reason === 'customer-asked' || decision.reason === 'option-declined'
  const away = fillText(inLanguage(texts.nobodyOnDuty, language), values, timesOf(turn))
  return {
    parts: [
      { type: 'text', text: asked ? away : `${withoutPromise(why)} ${away}`.trim() },
      { type: 'form', form: 'leave-message' },
    ],
    sources: [],
  }
}

const promise =
  /\b(?:pass|hand|transfer|connect|forward|refer|put|get)\w*\s+(?:you|this|it|someone|somebody)\b|\b(?:person|people|human|agent|colleague|team)\b|转接|转人工|转给|接入|人工|客服|同事/i

/** "I am not sure enough to answer this well, so I am passing you…" → without the promise of passing on; maybe nothing. */
export function withoutPromise(text: string): string {
  const sentences = text.split(/(?<=[.!?])\s+|(?<=[。！？])/)
  return sentences
    .flatMap((sentence) => {
      if (!promise.test(sentence)) return [sentence.trim()]
      const clause = sentence.split(/[,;]\s+(?:so|and|but)\s+|[，；]/)[0] ?? ''
      if (clause === sentence || promise.test(clause)) return []
      return [`${clause}${/[\u4e00-\u9fff]/.test(clause) ? '。' : '.'}`]
    })
    .join(' ')
    .trim()
}
