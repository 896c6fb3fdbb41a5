import { type GroupedMessage, groupMessages } from '../../language/index.ts'

// A process of its own: grouping many messages takes seconds, and turns must not pay for it.
process.once('disconnect', () => process.exit(1))
process.once('message', (messages: GroupedMessage[]) => {
  process.send?.(groupMessages(messages), () => process.exit(0))
})
