import { describe, expect, it } from 'vitest'
import { detailTextOf } from './audit-detail.ts'

const say = detailTextOf(
  (key, values) => (key === 'audit.pair' ? `${values?.name}: ${values?.value}` : ', '),
  (family, code) => `${family}/${code}`,
)

describe('what an event of the audit log recorded besides', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['nothing', {}, ''],
    ['as it was recorded', { name: 'Front door' }, 'auditDetail/name: Front door'],
    ['numbers', { days: 30 }, 'auditDetail/days: 30'],
    ['yes and no, in words', { on: false }, 'auditDetail/on: auditValue/false'],
    ['nothing set, in words', { endsAt: null }, 'auditDetail/endsAt: auditValue/null'],
    ['days without an end', { fileDays: null }, 'auditDetail/fileDays: auditValue/forever'],
    ['codes by their family', { role: 'admin' }, 'auditDetail/role: role/admin'],
    [
      'lists of codes',
      { permissions: ['members:edit', 'audit:read'] },
      'auditDetail/permissions: permission/members:edit, permission/audit:read',
    ],
    [
      'trades, which are recorded as one text',
      { trades: 'bank, shop' },
      'auditDetail/trades: packs.trade/bank, packs.trade/shop',
    ],
    [
      'what is inside another',
      { before: { role: 'agent', on: true } },
      'auditDetail/before: auditDetail/role: role/agent, auditDetail/on: auditValue/true',
    ],
    ['fields by their labels', { fields: ['labels'] }, 'auditDetail/fields: customer/labels'],
    ['several, apart', { a: 1, b: 'x' }, 'auditDetail/a: 1 · auditDetail/b: x'],
  ])('%s', (_, detail, text) => expect(say(detail)).toBe(text))
})
