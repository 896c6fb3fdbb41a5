import { once } from 'node:events'
import { createServer } from 'node:net'
import { StartRefusal } from '../config/index.ts'

/**
 * Before the first start sets anything up: its password is shown once, and must not be lost to an address that cannot be
 * served. Port 0 is always free. Throws StartRefusal `port_taken`.
 */
export async function refuseTakenPort(host: string, port: number): Promise<void> {
  const probe = createServer()
  try {
    await once(probe.listen({ host, port }), 'listening')
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    throw new StartRefusal(
      'port_taken',
      `Port ${port} is taken by another program. Choose another one, e.g. ATTUNE_PORT=${port + 1}.`,
    )
  }
  probe.close()
  await once(probe, 'close')
}
