import { z } from 'zod'
import { entryContent, storableText } from '../../../contract/index.ts'
import { decodeText } from '../parsing/decode-text.ts'
import { FileProblem } from '../parsing/file-problem.ts'
import { mostRows } from '../parsing/read-table.ts'
import { cleanContent, cleanLine } from './clean-content.ts'
import { type FileRow, refuseTwice } from './plan-rows.ts'

const line = entryContent.extend({ customers: z.array(storableText(1_000)).max(100_000).default([]) })

/** Reads entries, one as JSON a line. Throws `FileProblem`. */
export function readLines(
  bytes: Buffer,
  encoding: 'auto' | 'utf-8' | 'gb18030',
): { rows: FileRow[]; encoding: string } {
  const decoded = decodeText(bytes, encoding)
  const rows: FileRow[] = []
  for (const [index, text] of decoded.text.split('\n').entries()) {
    if (text.trim() === '') continue
    if (rows.length >= mostRows) throw new FileProblem('too-many-rows', { rows: mostRows })
    rows.push(readLine(text, index + 1))
  }
  refuseTwice(rows)
  return { rows, encoding: decoded.encoding }
}

function readLine(text: string, row: number): FileRow {
  const refused = (code: string, detail: string): FileRow => ({
    row,
    patch: {},
    customers: [],
    problems: [{ code, parameters: { detail: detail.slice(0, 300) } }],
  })
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return refused('not-json', (error as Error).message)
  }
  const result = line.safeParse(value)
  if (!result.success)
    return refused(
      'invalid',
      result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
    )
  const { customers, ...content } = result.data
  const { key, categoryId: _, baseId: __, ...patch } = cleanContent(content)
  return {
    row,
    key,
    whole: true,
    patch,
    customers: customers.map(cleanLine).filter(Boolean),
    problems: [],
  }
}
