import { describe, expect, it } from 'vitest'
import { describeSettings, readSettings, StartRefusal } from './index.ts'

const refusal = (environment: Record<string, string>): StartRefusal => {
  try {
    readSettings(environment)
  } catch (error) {
    expect(error).toBeInstanceOf(StartRefusal)
    return error as StartRefusal
  }
  throw new Error('nothing was refused')
}

describe('readSettings', () => {
  it('knows what holds when nothing is set', () => {
    expect(readSettings({ PATH: '/bin', HOME: '/' })).toMatchObject({
      dataDirectory: './data',
      host: '127.0.0.1',
      port: 8600,
      role: 'all',
      logLevel: 'info',
      demo: true,
      adminEmail: 'admin@attune.local',
      databasePoolSize: 10,
    })
  })

  it('reads what is set and takes an empty variable for none', () => {
    const settings = readSettings({
      ATTUNE_PORT: '0',
      ATTUNE_DEMO: 'false',
      ATTUNE_ROLE: '',
      ATTUNE_PUBLIC_URL: 'https://service.example.com/',
    })
    expect(settings).toMatchObject({
      port: 0,
      demo: false,
      role: 'all',
      publicUrl: 'https://service.example.com',
    })
  })

  it.each([
    ['ATTUNE_PORT', '99999', 'a number from 0 to 65535, not "99999"'],
    ['ATTUNE_PORT', '86x', 'a number from 0 to 65535, not "86x"'],
    ['ATTUNE_ROLE', 'boss', 'all, web or worker, not "boss"'],
    ['ATTUNE_DEMO', 'yes', 'true or false, not "yes"'],
    ['ATTUNE_PUBLIC_URL', 'service.example.com', 'begins with http:// or https://'],
    ['ATTUNE_ADMIN_EMAIL', 'admin', 'an e-mail address, not "admin"'],
  ])('refuses %s=%s in one sentence with an example', (variable, value, words) => {
    const { code, message } = refusal({ [variable]: value })
    expect(code).toBe('setting_invalid')
    expect(message).toContain(`${variable} must be `)
    expect(message).toContain(words)
    expect(message).toContain(`Example: ${variable}=`)
  })

  it('does not repeat a secret that is wrong', () => {
    expect(refusal({ ATTUNE_SECRET_KEY: 'hunter2' }).message).not.toContain('hunter2')
    expect(refusal({ DATABASE_URL: 'mysql://me:hunter2@db' }).message).not.toContain('hunter2')
  })

  it('refuses an unknown variable and names the nearest known one', () => {
    expect(refusal({ ATTUNE_PROT: '1' })).toMatchObject({
      code: 'setting_unknown',
      message: 'ATTUNE_PROT is no setting of Attune. Did you mean ATTUNE_PORT?',
    })
    expect(refusal({ ATTUNE_COLOUR_OF_SKY: 'blue' }).message).toContain('Known are ATTUNE_DATA')
  })

  it('refuses an own database with a login missing', () => {
    expect(refusal({ DATABASE_URL: 'postgresql://app@db/attune' })).toMatchObject({
      code: 'setting_missing',
      message: expect.stringContaining('DATABASE_OWNER_URL and DATABASE_JOBS_URL are not set'),
    })
  })
})

describe('describeSettings', () => {
  it('has a row for each variable', () => {
    const table = describeSettings()
    expect(table).toContain('| `ATTUNE_PORT` | Port to listen on')
    expect(table.split('\n').length).toBeGreaterThan(12)
  })

  it('gives examples that are themselves right', () => {
    const rows = describeSettings().split('\n').slice(2)
    const examples = rows.map((row) => row.split('|').map((cell) => cell.trim().replaceAll('`', '')))
    const environment = Object.fromEntries(
      examples
        .map(([, variable, , , example]) => [variable, example])
        .filter(([, value]) => !value?.startsWith('$')),
    )
    expect(() => readSettings(environment)).not.toThrow()
  })
})
