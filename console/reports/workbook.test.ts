import { readSheet } from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { metricsBy } from './metrics.ts'
import type { ReportTable } from './report-table.ts'
import { writeWorkbook } from './workbook.ts'

const texts = {
  sheet: '报表',
  definitions: '口径',
  dimension: '场景',
  total: '合计',
  before: '上一周期',
  head: (key: string) => key,
  means: (key: string) => `what ${key} means`,
  few: (over: number, under: number) => `${over} / ${under}`,
}
const columns = metricsBy('scene', false).filter((metric) =>
  ['questions', 'coverage', 'waitingMedian'].includes(metric.key),
)
const readings = [{ value: 41 }, { over: 2, under: 3 }, { value: 61.2, count: 9 }]
const named = (name: string): ReportTable => ({
  columns,
  rows: [
    { key: name, name, readings },
    { key: 'b', name: 'b', readings: [{ value: 0 }, { over: 19, under: 20, value: 0.95 }, { count: 1 }] },
  ],
  total: readings,
  before: [{ value: 0 }, { over: 0, under: 0 }, { count: 0 }],
})

describe('the file of a report', () => {
  it('holds the numbers of the table', async () => {
    const blob = await writeWorkbook(named('退款'), texts)
    const sheet = await readSheet(Buffer.from(await blob.arrayBuffer()), '报表')
    expect(sheet).toEqual([
      ['场景', 'questions', 'coverage', 'waitingMedian'],
      ['退款', 41, '2 / 3', 61.2],
      ['b', 0, 0.95, null],
      ['合计', 41, '2 / 3', 61.2],
      ['上一周期', 0, null, null],
    ])
    const definitions = await readSheet(Buffer.from(await blob.arrayBuffer()), '口径')
    expect(definitions[0]).toEqual(['questions', 'what questions means'])
  })

  it('keeps a name that looks like a formula as the text it is', async () => {
    for (const name of ['=1+1', '=HYPERLINK("http://x","y")', '+1', '-1', '@SUM(A1)', '\t=1']) {
      const bytes = Buffer.from(await (await writeWorkbook(named(name), texts)).arrayBuffer())
      const sheet = await readSheet(bytes, '报表')
      expect(typeof sheet[1]?.[0]).toBe('string')
      expect(String(sheet[1]?.[0]).trim()).toBe(name.trim())
    }
  })
})
