import { describe, expect, it } from 'vitest'
import writeWorkbook from 'write-excel-file/node'
import { makeZip } from '../../../testing/make-files.ts'
import { processorTime } from '../../../testing/processor-time.ts'
import { FileProblem } from './file-problem.ts'
import { guardCell, unguardCell } from './guard-cell.ts'
import { officeLimits } from './guard-zip.ts'
import { readTable } from './read-table.ts'

const auto = { encoding: 'auto', separator: 'auto' } as const
const problemOf = (bytes: Buffer) =>
  readTable(bytes, auto).then(
    () => 'none',
    (error: unknown) => (error instanceof FileProblem ? error.code : String(error)),
  )
/** A workbook of one sheet whose XML is given: what no library would write. */
const rawWorkbook = (sheet: string, more: Record<string, string | Buffer> = {}, flags = 0) =>
  makeZip(
    {
      '[Content_Types].xml':
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
      '_rels/.rels':
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>',
      'xl/workbook.xml':
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>',
      'xl/_rels/workbook.xml.rels':
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
      'xl/worksheets/sheet1.xml': `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">${sheet}</worksheet>`,
      ...more,
    },
    flags,
  )

describe('reading a table', () => {
  it('takes the value of a formula, never the formula', async () => {
    const sheet =
      '<sheetData><row r="1"><c r="A1" t="str"><f>HYPERLINK("http://evil")</f><v>shown</v></c><c r="B1"><f>1+2</f><v>3</v></c></row></sheetData>'
    expect((await readTable(rawWorkbook(sheet), auto)).rows).toEqual([['shown', '3']])
  })

  it('writes numbers and dates as people read them', async () => {
    const day = new Date(Date.UTC(2026, 0, 2))
    const moment = new Date(Date.UTC(2026, 0, 2, 15, 30))
    const file = await writeWorkbook([
      [5, 5.25, { value: day, format: 'yyyy-mm-dd' }, { value: moment, format: 'yyyy-mm-dd hh:mm' }, true],
    ]).toBuffer()
    expect((await readTable(file, auto)).rows).toEqual([
      ['5', '5.25', '2026-01-02', '2026-01-02 15:30', 'TRUE'],
    ])
  })

  it('writes the text of a merged cell into each row it covers', async () => {
    const text = (at: string, value: string) => `<c r="${at}" t="inlineStr"><is><t>${value}</t></is></c>`
    const sheet = `<sheetData><row r="1">${text('A1', 'Shop')}${text('B1', 'one')}</row><row r="2">${text('B2', 'two')}</row></sheetData><mergeCells count="1"><mergeCell ref="A1:A2"/></mergeCells>`
    const table = await readTable(rawWorkbook(sheet), auto)
    expect(table.rows).toEqual([
      ['Shop', 'one'],
      ['Shop', 'two'],
    ])
    expect([table.repeated(0, 0), table.repeated(1, 0), table.repeated(1, 1)]).toEqual([false, true, false])
  })

  it('refuses bombs, passwords, old and damaged files with a code, at once', async () => {
    const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)])
    const small = Object.fromEntries(
      Array.from({ length: officeLimits.entries + 1 }, (_, at) => [`xl/${at}.xml`, '']),
    )
    const zeros = rawWorkbook('', { 'xl/zeros.xml': Buffer.alloc(80 * 1024 * 1024) })
    const many = rawWorkbook('', small)
    const begun = processorTime()
    expect(await problemOf(Buffer.alloc(0))).toBe('empty')
    expect(await problemOf(ole)).toBe('old-office')
    expect(await problemOf(Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')]))).toBe('password')
    expect(await problemOf(rawWorkbook('<sheetData/>', {}, 1))).toBe('password')
    expect(await problemOf(zeros)).toBe('zip-bomb')
    expect(await problemOf(many)).toBe('zip-bomb')
    expect(await problemOf(rawWorkbook('<sheetData/>').subarray(0, 400))).toBe('damaged')
    expect(await problemOf(makeZip({ 'word/document.xml': '<x/>' }))).toBe('not-a-spreadsheet')
    expect(await problemOf(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 1]))).toMatch('not-text')
    expect(await problemOf(Buffer.from('a,"never closed\nb,c\n'))).toBe('quote-open')
    expect(processorTime() - begun).toBeLessThan(10_000)
  })

  it('stops where a file holds more than it declared', async () => {
    const honest = rawWorkbook('<sheetData/>', { 'xl/zeros.xml': Buffer.alloc(3 * 1024 * 1024, 'a') })
    // The declared size of the zeros, in both places, is made a thousand times smaller.
    const lie = Buffer.from(honest)
    const size = Buffer.alloc(4)
    size.writeUInt32LE(3 * 1024 * 1024)
    for (let at = lie.indexOf(size); at >= 0; at = lie.indexOf(size, at + 1)) lie.writeUInt32LE(3_000, at)
    expect(await problemOf(lie)).toBe('damaged')
  })
})

describe('a guarded cell', () => {
  it('is no formula, and comes back as it was', () => {
    for (const text of ['=1', "'=1", "''=1", '+a', '-1', '@x', '\tx', "'quoted", 'plain', '', "it's"]) {
      expect(guardCell(text)).not.toMatch(/^[=+\-@\t\r]/)
      expect(unguardCell(guardCell(text))).toBe(text)
    }
  })
})
