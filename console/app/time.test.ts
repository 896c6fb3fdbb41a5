import { describe, expect, it } from 'vitest'
import { clockText, exactText, lengthText, relativeText, waitText } from './time.ts'

describe('waitText', () => {
  it('counts minutes and, beyond one, hours', () => {
    expect(waitText(42_900)).toBe('0:42')
    expect(waitText(725_000)).toBe('12:05')
    expect(waitText(3_753_000)).toBe('1:02:33')
  })
  it('is never negative, whatever the clocks say', () => {
    expect(waitText(-5_000)).toBe('0:00')
  })
})

describe('relativeText', () => {
  const now = Date.parse('2026-11-20T10:00:00Z')
  it('says now under a minute, then minutes, hours and days', () => {
    expect(relativeText('2026-11-20T09:59:30Z', now, 'en')).toBe('now')
    expect(relativeText('2026-11-20T09:55:00Z', now, 'en')).toBe('5 min. ago')
    expect(relativeText('2026-11-19T09:00:00Z', now, 'en')).toBe('yesterday')
    expect(relativeText('2026-11-20T09:55:00Z', now, 'zh-CN')).toBe('5分钟前')
    expect(relativeText('2026-11-20T09:59:30Z', now, 'zh-CN')).toBe('刚刚')
  })
})

describe('lengthText', () => {
  it('says what seconds come to, in the largest unit that fits', () => {
    expect(lengthText(604_800, 'en')).toBe('7 days')
    expect(lengthText(900, 'zh-CN')).toBe('15分钟')
    expect(lengthText(5_400, 'en')).toBe('1.5 hours')
    expect(lengthText(42, 'en')).toBeUndefined()
  })
})

describe('exact times', () => {
  it('stand in the tenant’s zone, by 24 hours', () => {
    const at = '2026-11-20T18:04:09Z'
    expect(clockText(at, 'en', 'Asia/Shanghai')).toBe('02:04')
    expect(exactText(at, 'en', 'Asia/Shanghai')).toContain('Nov 21, 2026')
  })
})
