import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Has the engine return what work that is done once left behind; by itself it would keep the room for more of the kind. */
export function giveBackMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as (options: {
    type: string
    execution: string
    flavor: string
  }) => void
  collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
