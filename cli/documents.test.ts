import { createHmac } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { describeSettings } from '../server/platform/config/index.ts'
import { EXTERNAL_SETUP_SQL } from '../server/platform/db/index.ts'
import { startTestServer } from '../testing/running-server.ts'
import { commands } from './commands.ts'

const root = dirname(import.meta.dirname)
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const documents = ['README.md', ...markdownBelow('docs')]

function markdownBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join(folder, path))
}

describe('the documents', () => {
  it('describe every setting as the server reads it', () => {
    const table = /<!-- settings: .*-->\n([\s\S]*?)\n<!-- \/settings -->/.exec(read('docs/running.md'))?.[1]
    expect(table).toBe(describeSettings())
  })

  it('show the SQL that prepares an external database as it is tried', () => {
    expect(read('docs/running.md')).toContain(`\`\`\`sql\n${EXTERNAL_SETUP_SQL}\`\`\``)
  })

  it('name every command', () => {
    for (const name of Object.keys(commands))
      expect(read('docs/running.md')).toContain(`\`${name} `.trimEnd())
  })

  it('tell two commands to begin with', () => {
    const shell = [...read('README.md').matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]?.trim())
    expect(shell).toEqual(['npm start', 'npm test'])
  })

  it('sign an identity that the server accepts', async () => {
    const code = /```js\nimport \{ createHmac \}[^\n]*\n([\s\S]*?)```/.exec(read('docs/security.md'))?.[1]
    const make = new Function('createHmac', `${code}; return identityOf`) as (
      hmac: typeof createHmac,
    ) => (customer: { id: string; name?: string; email?: string }, secret: string) => string
    const server = await startTestServer()
    const tenant = await server.createTenant()
    const { id } = await server.modules.channels.byKey(tenant.channelKey)
    const [secret] = await server.modules.channels.identitySecrets(tenant.id, id)
    const customer = { id: '42', name: '李雷', email: 'lilei@example.com' }
    const session = await server.startSession(tenant, { identity: make(createHmac)(customer, secret) })
    expect(session.identified).toBe(true)
    const forged = server.startSession(tenant, { identity: make(createHmac)(customer, 'another') })
    await expect(forged).rejects.toThrow('customer/identity-invalid')
    await server.stop()
  })

  it('link only to what is there', () => {
    const pictures = /docs\/pictures\/(?:desk|widget)\.png$/
    for (const document of documents) {
      for (const [, target = ''] of read(document).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
        if (/^[a-z]+:/.test(target) || pictures.test(join(dirname(document), target))) continue
        expect(existsSync(join(root, dirname(document), target)), `${document} → ${target}`).toBe(true)
      }
    }
  })
})
