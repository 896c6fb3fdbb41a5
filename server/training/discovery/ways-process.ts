import { type NamedNeed, waysOfSaying } from '../../../language/index.ts'

process.once('disconnect', () => process.exit(1))
process.once('message', ({ need, messages }: { need: NamedNeed; messages: { text: string }[] }) => {
  process.send?.(waysOfSaying(need, messages), () => process.exit(0))
})
