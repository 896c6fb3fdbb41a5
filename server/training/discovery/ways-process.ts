import { type NamedNeed, waysOfSaying } from '../../../language/index.ts'

export interface WaysMessage {
  need: NamedNeed
  messages: { text: string }[]
}

process.once('disconnect', () => process.exit(1))
process.once('message', ({ need, messages }: WaysMessage) => {
  process.send?.(waysOfSaying(need, messages), () => process.exit(0))
})
