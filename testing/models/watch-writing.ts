import type { CustomerClient } from '../customer-client.ts'
import type { ModelReply } from './scripted-endpoint.ts'

/** What a customer saw of replies that were being written, one after another. */
export const shownTo = ({ frames }: CustomerClient): string[] =>
  frames.flatMap((frame) => (frame.type === 'writing' ? [frame.text] : []))

export const firstShown = (customer: CustomerClient): Promise<void> =>
  customer.until(() => shownTo(customer).length > 0, 'a first sentence')

/** Waits until nobody writes to the customer any more. */
export const notWriting = (customer: CustomerClient): Promise<void> =>
  customer.until(() => {
    const last = customer.frames.findLast(({ type }) => type === 'typing' || type === 'writing')
    return last?.type === 'typing' && !last.on
  }, 'the end of writing')

/** A reply that comes as far as its first part, and on once it is told to. */
export function inTwoParts(begin: string, rest: string): { reply: ModelReply; goOn: () => void } {
  let goOn = () => {}
  const gate = new Promise<string>((resolve) => {
    goOn = () => resolve(rest)
  })
  return { reply: { parts: [begin, gate] }, goOn }
}
