import type { ButtonsPart } from '../../contract/index.ts'
import { safeAddress } from '../../contract/parts/safe-address.ts'
import { useChat } from '../screen/context.ts'
import { Icon } from '../screen/icons.tsx'

/** Buttons under an answer: to a page, or to the next question. */
export function AnswerButtons({ part, ofSeq }: { part: ButtonsPart; ofSeq: number | undefined }) {
  const { chat, texts } = useChat()
  return (
    <fieldset class="options" aria-label={texts.options}>
      {part.buttons.map((button, index) => {
        if (button.kind === 'ask')
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the buttons of a message never change
            <button key={index} type="button" class="option" onClick={() => chat.say(button.question)}>
              {button.label}
            </button>
          )
        if (button.kind === 'tool')
          return (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: the buttons of a message never change
              key={index}
              type="button"
              class="option"
              onClick={() => chat.sendTool({ type: 'tool-start', ofSeq: ofSeq ?? 1, tool: button.tool })}
            >
              {button.label}
            </button>
          )
        if (button.kind === 'procedure') {
          const { procedure } = button
          return (
            <button
              // biome-ignore lint/suspicious/noArrayIndexKey: the buttons of a message never change
              key={index}
              type="button"
              class="option"
              onClick={() => chat.sendTool({ type: 'procedure-start', ofSeq: ofSeq ?? 1, procedure })}
            >
              {button.label}
            </button>
          )
        }
        const href = safeAddress(button.href)
        return href ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the buttons of a message never change
          <a key={index} class="option" href={href} target="_blank" rel="noopener noreferrer nofollow">
            {button.label}
            <Icon name="out" size={14} />
          </a>
        ) : null
      })}
    </fieldset>
  )
}
