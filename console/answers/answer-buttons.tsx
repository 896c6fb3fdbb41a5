import { ExternalLink, MessageCircleQuestion, Wrench } from 'lucide-react'
import type { AnswerButton } from '../../contract/parts/rich-text.ts'
import { safeAddress } from '../../contract/parts/safe-address.ts'

const look =
  'inline-flex items-center gap-1.5 rounded-full border border-n-7 px-2.5 py-0.5 text-sm [overflow-wrap:anywhere] [&_svg]:size-3 [&_svg]:shrink-0'

/** The buttons under an answer, as staff see them: links open, questions only tell what they ask. */
export function AnswerButtons({ buttons }: { buttons: readonly AnswerButton[] }) {
  return (
    <ul className="flex flex-wrap gap-1 py-1">
      {buttons.map((button, index) => {
        const href = button.kind === 'link' ? safeAddress(button.href) : undefined
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the buttons of a message never change
          <li key={index}>
            {href === undefined ? (
              <span className={look} title={button.kind === 'ask' ? button.question : undefined}>
                {button.kind === 'tool' ? <Wrench aria-hidden /> : <MessageCircleQuestion aria-hidden />}
                {button.label}
              </span>
            ) : (
              <a
                className={`${look} text-accent hover:bg-n-3`}
                href={href}
                title={href}
                target="_blank"
                rel="noopener noreferrer nofollow"
              >
                {button.label}
                <ExternalLink aria-hidden />
              </a>
            )}
          </li>
        )
      })}
    </ul>
  )
}
