import { useId, useMemo } from 'react'
import { parseAnswer } from '../../contract/knowledge/answer-markup.ts'
import { answerParts } from '../../contract/knowledge/answer-parts.ts'
import type { MessagePart } from '../../contract/messages.ts'
import type { PicturePart } from '../../contract/parts/attachments.ts'
import { useMe } from '../app/session.ts'
import { useText } from '../app/text.ts'
import { useLinks } from '../desk/attachments/links.ts'
import { AnswerButtons } from './answer-buttons.tsx'
import { RichText } from './rich-text.tsx'

/** How customers will see it, with an example in the place of each variable. */
export function AnswerPreview({ text, label, lang }: { text: string; label: string; lang: string }) {
  const t = useText()
  const id = useId()
  const { tenant } = useMe()
  // An example speaks the answer’s language, not the reader’s.
  const chinese = lang.startsWith('zh')
  const parts = useMemo(
    () =>
      answerParts(parseAnswer(text), {
        values: {
          'customer.name': chinese ? '王女士' : 'Ms Wang',
          company: tenant.name,
          hours: '09:00–18:00',
          'hours.next': chinese ? '明天09:00' : 'tomorrow at 09:00',
        },
        picture: stand,
      }) as MessagePart[],
    [text, tenant.name, chinese],
  )
  return (
    <section aria-labelledby={id} className="mt-1.5 rounded-md border border-dashed border-n-7 px-3 py-2">
      <h4 id={id} className="pb-1 text-xs text-n-11">
        {t('answer.preview')}
        <span className="sr-only"> {label}</span>
      </h4>
      <div className="flex max-w-[340px] flex-col items-start gap-1.5 text-lg">
        {parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts are told apart by nothing else
          <Shown key={index} part={part} />
        ))}
      </div>
    </section>
  )
}

/** What a picture is, is not known here; its address tells whether it is there. */
const stand = (pictureId: string) =>
  ({ type: 'picture', attachmentId: pictureId, name: '' }) as unknown as PicturePart

function Shown({ part }: { part: MessagePart }) {
  if (part.type === 'picture') return <Thumbnail pictureId={part.attachmentId} words={part.name} />
  if (part.type === 'buttons') return <AnswerButtons buttons={part.buttons} />
  if (part.type !== 'text') return null
  return (
    <div className="max-w-full rounded-[4px_12px_12px_12px] bg-n-3 px-3 py-2">
      {part.blocks === undefined ? (
        <p className="leading-[1.55] [overflow-wrap:anywhere] whitespace-pre-wrap">{part.text}</p>
      ) : (
        <RichText blocks={part.blocks} />
      )}
    </div>
  )
}

function Thumbnail({ pictureId, words }: { pictureId: string; words: string }) {
  const t = useText()
  const links = useLinks(pictureId)
  const address = links.data?.thumbnail
  if (links.data === null || (links.data && address === undefined))
    return <p className="text-sm text-danger">{t('answer.pictureGone')}</p>
  return (
    <span className="flex min-h-16 min-w-16 overflow-hidden rounded-md bg-n-4">
      {address && <img src={address} alt={words} className="max-h-60 max-w-56 object-contain" />}
    </span>
  )
}
