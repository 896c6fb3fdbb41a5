import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, it } from 'vitest'
import { refuseTakenPort } from './refuse-taken-port.ts'

it('refuses a port that another program listens on, and leaves a free one free', async () => {
  const other = createServer()
  await once(other.listen(0, '127.0.0.1'), 'listening')
  const { port } = other.address() as AddressInfo
  await expect(refuseTakenPort('127.0.0.1', port)).rejects.toMatchObject({ code: 'port_taken' })
  other.close()
  await once(other, 'close')
  await refuseTakenPort('127.0.0.1', port)
  await refuseTakenPort('127.0.0.1', port)
})
