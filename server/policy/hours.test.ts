import { describe, expect, it } from 'vitest'
import { type BusinessHours, businessHours } from '../../contract/index.ts'
import { dayOf, hoursAt, isTimeZone, momentOf } from './hours.ts'

const nineToSix = [{ from: '09:00', to: '18:00' }]
const workdays = (change: Partial<BusinessHours> = {}) =>
  businessHours.parse({
    week: [[], nineToSix, nineToSix, nineToSix, nineToSix, nineToSix, []],
    ...change,
  })
const at = (hours: BusinessHours, moment: string, zone = 'Asia/Shanghai') => {
  const { open, opensAt } = hoursAt(hours, zone, new Date(moment))
  return open ? 'open' : (opensAt?.toISOString() ?? 'never')
}

describe('business hours', () => {
  it('are open from the first minute to the last of a stretch, in their own zone', () => {
    // 2026-11-20 is a Friday; 09:00 in Shanghai is 01:00 UTC.
    expect(at(workdays(), '2026-11-20T00:59:59.999Z')).toBe('2026-11-20T01:00:00.000Z')
    expect(at(workdays(), '2026-11-20T01:00:00Z')).toBe('open')
    expect(at(workdays(), '2026-11-20T09:59:59.999Z')).toBe('open')
    expect(at(workdays(), '2026-11-20T10:00:00Z')).toBe('2026-11-23T01:00:00.000Z')
  })

  it('leave out a holiday and take in a moved workday, whatever the weekday says', () => {
    // National Day 2026: off from Thursday 1 to Wednesday 7 October, worked on Saturday 10 October.
    const dates: BusinessHours['dates'] = { '2026-10-10': nineToSix }
    for (let day = 1; day <= 7; day += 1) dates[`2026-10-0${day}`] = []
    const hours = workdays({ dates })
    expect(at(hours, '2026-09-30T11:00:00Z')).toBe('2026-10-08T01:00:00.000Z')
    expect(at(hours, '2026-10-05T03:00:00Z')).toBe('2026-10-08T01:00:00.000Z')
    expect(at(hours, '2026-10-10T03:00:00Z')).toBe('open')
    expect(at(hours, '2026-10-11T03:00:00Z')).toBe('2026-10-12T01:00:00.000Z')
  })

  it('know lunch, midnight and weeks without any', () => {
    const day = [
      { from: '13:00', to: '24:00' },
      { from: '09:00', to: '12:00' },
    ]
    const hours = businessHours.parse({ week: Array.from({ length: 7 }, () => day) })
    expect(at(hours, '2026-11-20T12:30:00Z', 'UTC')).toBe('2026-11-20T13:00:00.000Z')
    expect(at(hours, '2026-11-20T23:59:59Z', 'UTC')).toBe('open')
    expect(at(hours, '2026-11-21T00:00:00Z', 'UTC')).toBe('2026-11-21T09:00:00.000Z')
    const never = businessHours.parse({ week: Array.from({ length: 7 }, () => []) })
    expect(at(never, '2026-11-20T12:30:00Z')).toBe('never')
  })

  it('stay at their wall clock when clocks change', () => {
    // London leaves summer time on 25 October 2026: nine o'clock is 08:00 UTC before and 09:00 UTC after.
    expect(at(workdays(), '2026-10-23T07:59:59Z', 'Europe/London')).toBe('2026-10-23T08:00:00.000Z')
    expect(at(workdays(), '2026-10-24T12:00:00Z', 'Europe/London')).toBe('2026-10-26T09:00:00.000Z')
    expect(new Date(momentOf(Date.UTC(2026, 2, 29, 1, 30), 'Europe/London')).toISOString()).toBe(
      '2026-03-29T01:30:00.000Z',
    )
  })

  it('tell days and zones', () => {
    expect(dayOf(new Date('2026-11-20T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-11-21')
    expect(dayOf(new Date('2026-11-20T16:00:00Z'), 'America/New_York')).toBe('2026-11-20')
    expect([isTimeZone('Asia/Kathmandu'), isTimeZone('Mars/Olympus')]).toEqual([true, false])
  })
})
