import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { enReports } from '../app/messages/service/en-reports.ts'
import { zhCnReports } from '../app/messages/service/zh-cn-reports.ts'
import { metrics } from './metrics.ts'

const guide = readFileSync(new URL('../../docs/guides/reports.md', import.meta.url), 'utf8')

describe('the definition of a figure', () => {
  it('is the same in the guide and in the console', () => {
    const section = guide.slice(guide.indexOf('## Figures'))
    const told = metrics.map(({ key }) => `### ${enReports[`metric.${key}`]}\n\n${enReports[`means.${key}`]}`)
    expect(section.trim()).toBe(`## Figures\n\n${told.join('\n\n')}`)
  })

  it('tells both sides of every share, in both languages', () => {
    for (const { key } of metrics.filter((metric) => metric.form === 'share')) {
      expect(enReports[`means.${key}`]).toMatch(/^Numerator: .+ Denominator: /)
      expect(zhCnReports[`means.${key}`]).toMatch(/^分子：.+分母：/)
    }
  })
})
