import type { GroupedMessage } from '../../../language/index.ts'
import { discoverGroups } from './discover-groups.ts'

// A process of its own: grouping many messages takes seconds, and turns must not pay for it.
process.once('disconnect', () => process.exit(1))
process.once('message', (messages: GroupedMessage[]) => {
  process.send?.(discoverGroups(messages), () => process.exit(0))
})
