import { describe, expect, it } from 'vitest'
import { correlated, createLog, uncorrelated } from './index.ts'

function capture(isTTY: boolean) {
  const lines: string[] = []
  const destination = { isTTY, write: (line: string) => void lines.push(line) }
  return { lines, log: createLog({ level: 'debug', destination }) }
}

describe('createLog', () => {
  it('writes JSON lines, and plain ones to a terminal', () => {
    const json = capture(false)
    json.log.info({ port: 8600 }, 'listening')
    expect(JSON.parse(json.lines[0] as string)).toMatchObject({ level: 'info', port: 8600, msg: 'listening' })
    const plain = capture(true)
    plain.log.warn({ port: 8600, host: 'here' }, 'listening')
    expect(plain.lines[0]).toMatch(/^\d\d:\d\d:\d\d warn {2}listening port=8600 host=here\n$/)
  })

  it('names what a line was caused by, and nothing where nobody caused it', async () => {
    const { lines, log } = capture(false)
    await correlated('a-request', async () => {
      await Promise.resolve()
      log.info('inside')
      uncorrelated(() => log.info('for many'))
    })
    log.info('outside')
    const ids = lines.map((line) => (JSON.parse(line) as { correlationId?: string }).correlationId)
    expect(ids).toEqual(['a-request', undefined, undefined])
  })

  it('shows where an error came from', () => {
    const { lines, log } = capture(true)
    log.error({ err: new Error('broken') }, 'failed')
    expect(lines[0]).toContain('failed\n  Error: broken\n    at ')
  })

  it('never writes secrets nor what people wrote', () => {
    const { lines, log } = capture(false)
    const hidden = 'hunter2'
    log.info({
      password: hidden,
      req: { headers: { authorization: hidden, cookie: hidden } },
      message: { parts: [{ text: hidden }], text: hidden },
      customer: { email: hidden, phone: hidden },
      job: { payload: { any: hidden } },
    })
    log.error({
      err: Object.assign(new Error('duplicate key'), { detail: hidden, where: hidden, parameters: [hidden] }),
    })
    expect(lines.join('')).not.toContain(hidden)
    expect(lines).toHaveLength(2)
  })
})
