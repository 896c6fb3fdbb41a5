import { hasBegun } from '../chat/state.ts'
import { useChat } from './context.ts'
import { Icon } from './icons.tsx'
import { LinkedText } from './linked-text.tsx'

/** The channel’s greeting and, before the first message, likely questions. A skeleton until the channel is known. */
export function Welcome() {
  const { chat, state, texts } = useChat()
  const { channel } = state
  if (!channel) {
    return state.line === 'refused' ? null : (
      <div class="skeleton" role="status" aria-label={texts.loading}>
        <i />
        <i />
        <i />
      </div>
    )
  }
  const language = state.locale === 'zh-CN' ? 'zh' : 'en'
  const inLanguage = (text: Record<string, string | undefined>) => text[language] || text.en || text.zh || ''
  const welcome = inLanguage(channel.welcome)
  const questions = channel.hotQuestions.map(inLanguage).filter((question) => question !== '')
  return (
    <div class="message assistant leads">
      {welcome !== '' && (
        <>
          <p class="author">
            <Icon name="machine" size={14} />
            {texts.automaticAnswer}
          </p>
          <div class="bubble">
            <LinkedText text={welcome} />
          </div>
        </>
      )}
      {questions.length > 0 && state.caughtUp && !hasBegun(state) && (
        <fieldset class="options" aria-label={texts.hotQuestions}>
          {questions.map((question) => (
            <button key={question} type="button" class="option" onClick={() => chat.sendMessage(question)}>
              {question}
            </button>
          ))}
        </fieldset>
      )}
    </div>
  )
}
