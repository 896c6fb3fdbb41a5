import type { Locale } from '../ids.ts'
import type { ImportProblem, ImportVerdict } from './imports.ts'

/**
 * Words for what an import reports, for the console and for the report that is kept as a spreadsheet. `{name}` is filled
 * from the problem's parameters.
 */
const english = {
  row: 'Row',
  result: 'Result',
  key: 'Key',
  title: 'Question',
  changes: 'Changes',
  notes: 'Remarks',
  from: 'before',
  'verdict.create': 'New',
  'verdict.update': 'Changed',
  'verdict.unchanged': 'Unchanged',
  'verdict.refuse': 'Refused',
  'field.key': 'Key',
  'field.category': 'Category',
  'field.question': 'Question',
  'field.similar': 'Similar questions',
  'field.answer': 'Answer',
  'field.customers': 'Customer wordings',
  'field.internal': 'For agents',
  'field.validFrom': 'Valid from',
  'field.validUntil': 'Valid until',
  'language.zh': 'Chinese',
  'language.en': 'English',
  // Of one row.
  'problem.question-missing': 'The question is missing. Fill in its cell.',
  'problem.answer-missing': 'The answer is missing. Fill in its cell.',
  'problem.key-missing': 'The key is missing. Fill in its cell.',
  'problem.key-twice': 'The same key stands in row {row}. Keep one of the two.',
  'problem.question-twice': 'The same question stands in row {row}. Keep one of the two.',
  'problem.key-unknown': 'There is no entry with the key {key}.',
  'problem.text-missing': 'The wording is empty.',
  'problem.too-long': '{field} has {length} characters; {limit} fit. Shorten it.',
  'problem.too-many-similar': '{count} similar questions; {limit} fit. Leave the least useful out.',
  'problem.formula-broken': 'The formula in column {column} gives {value}. Put in the text itself.',
  'problem.answer-link':
    '{field}, line {line}: nothing can be linked to “{value}”. Use https://, mailto: or tel:.',
  'problem.answer-variable': '{field}, line {line}: there is no variable {value}. Write \\{ for a brace.',
  'problem.answer-picture':
    '{field}, line {line}: “{value}” is no picture of this company. Upload it in the console first.',
  'problem.answer-button':
    '{field}, line {line}: “{value}” is no button. Write [[label]](https://…) or [[label]](ask:question).',
  'problem.answer-too-deep': '{field}, line {line}: a list holds one list within it, no more.',
  'problem.answer-too-many': '{field} holds too much: {value}.',
  'problem.goes-to-review':
    'Its category asks for a second person’s approval: the row becomes a draft that waits for review.',
  'problem.not-json': 'The line is not valid JSON: {detail}',
  'problem.invalid': 'The content does not have the expected form: {detail}',
  'problem.question-elsewhere': 'The entry {key} has the same question.',
  // Of the file.
  'problem.empty':
    'There is nothing in this file to import. Put a header in the first row and an entry in each row below.',
  'problem.no-columns': 'No column was recognised. Say below what each column holds.',
  'problem.password': 'The file is locked with a password. Save it without one and choose it again.',
  'problem.old-office':
    'The file is in the format of before 2007 (.xls). Save it as .xlsx and choose it again.',
  'problem.zip-bomb':
    'The file unpacks to far more than a real document would, and was not opened. Save it anew, or in parts.',
  'problem.damaged':
    'The file is damaged and cannot be read ({detail}). Open it, save it anew and choose it again.',
  'problem.not-a-spreadsheet': 'This is not a spreadsheet. Choose a file of the kind .xlsx, .csv or .jsonl.',
  'problem.not-text':
    'This is neither a spreadsheet nor text. Choose a file of the kind .xlsx, .csv or .jsonl.',
  'problem.encoding':
    'The characters cannot be read as {encoding}. Choose the other encoding, or save the file as UTF-8.',
  'problem.quote-open':
    'A quotation mark that opens is never closed; the file ends in line {line} with it. Close it and choose the file again.',
  'problem.too-many-rows': 'The file has more than {rows} rows. Split it.',
  'problem.too-many-columns': 'The file has more than {columns} columns. Delete those that are not needed.',
  'problem.too-slow': 'Reading took longer than {seconds} seconds and was given up. Split the file.',
  'problem.too-much-memory':
    'Reading took more than {megabytes} MB of memory and was given up. Split the file.',
  'problem.refused': 'The import was refused: {detail}',
  'problem.unexpected':
    'Something unexpected happened; nothing was imported. The server’s log has the details.',
  'problem.changed-meanwhile':
    'Nothing was imported: {count} entries were edited in the meantime ({keys}). The rows were tried again; look at the report and import once more.',
  'problem.row-changed-meanwhile': 'Edited by somebody else while the import ran; this row was left out.',
  'problem.some-changed-meanwhile':
    '{count} rows were left out: their entries were edited while the import ran ({keys}). Import the file once more to see what they would change.',
  'problem.cancelled-partly':
    'Given up after {done} of {total} rows. Those are imported; choose the file again for the rest.',
  'problem.stopped-partly':
    'Something unexpected happened after {done} of {total} rows. Those are imported; choose the file again for the rest. The server’s log has the details.',
}
export type ImportWord = keyof typeof english

const chinese: Record<ImportWord, string> = {
  row: '行',
  result: '结果',
  key: '编号',
  title: '问题',
  changes: '变更',
  notes: '说明',
  from: '原为',
  'verdict.create': '新增',
  'verdict.update': '更新',
  'verdict.unchanged': '未变',
  'verdict.refuse': '有误',
  'field.key': '编号',
  'field.category': '分类',
  'field.question': '标准问',
  'field.similar': '相似问',
  'field.answer': '答案',
  'field.customers': '客户说法',
  'field.internal': '仅坐席可见',
  'field.validFrom': '生效时间',
  'field.validUntil': '失效时间',
  'language.zh': '中文',
  'language.en': '英文',
  'problem.question-missing': '缺少标准问，请补上。',
  'problem.answer-missing': '缺少答案，请补上。',
  'problem.key-missing': '缺少编号，请补上。',
  'problem.key-twice': '编号与第 {row} 行重复，请只保留一行。',
  'problem.question-twice': '标准问与第 {row} 行重复，请只保留一行。',
  'problem.key-unknown': '没有编号为 {key} 的条目。',
  'problem.text-missing': '客户说法为空。',
  'problem.too-long': '{field}有 {length} 个字符，最多 {limit} 个，请缩短。',
  'problem.too-many-similar': '相似问有 {count} 条，最多 {limit} 条，请删减。',
  'problem.formula-broken': '第 {column} 列的公式结果是 {value}，请直接填写文字。',
  'problem.answer-link':
    '{field}第 {line} 行：“{value}”不能作为链接，请使用 https://、mailto: 或 tel: 开头的地址。',
  'problem.answer-variable': '{field}第 {line} 行：没有变量 {value}。只是想写花括号时请写成 \\{。',
  'problem.answer-picture': '{field}第 {line} 行：“{value}”不是本企业的图片，请先在控制台上传。',
  'problem.answer-button':
    '{field}第 {line} 行：“{value}”不是正确的按钮，请写成 [[文字]](https://…) 或 [[文字]](ask:问题)。',
  'problem.answer-too-deep': '{field}第 {line} 行：列表里最多再套一层列表。',
  'problem.answer-too-many': '{field}内容过多：{value}。',
  'problem.goes-to-review': '所属分类需要他人审核：这一行会成为等待审核的草稿。',
  'problem.not-json': '这一行不是有效的 JSON：{detail}',
  'problem.invalid': '内容不符合要求：{detail}',
  'problem.question-elsewhere': '条目 {key} 有相同的标准问。',
  'problem.empty': '文件里没有可导入的内容。请在首行写表头，下面每行一个条目。',
  'problem.no-columns': '没有识别出任何一列，请在下面指定每列的内容。',
  'problem.password': '文件设有密码。请去掉密码另存后重新选择。',
  'problem.old-office': '这是 2007 年以前的旧格式（.xls）。请另存为 .xlsx 后重新选择。',
  'problem.zip-bomb': '文件解压后大得不正常，已停止打开。请重新保存，或拆成几份。',
  'problem.damaged': '文件已损坏，无法读取（{detail}）。请打开后重新保存，再选择一次。',
  'problem.not-a-spreadsheet': '这不是电子表格。请选择 .xlsx、.csv 或 .jsonl 文件。',
  'problem.not-text': '这既不是电子表格，也不是文本。请选择 .xlsx、.csv 或 .jsonl 文件。',
  'problem.encoding': '无法按 {encoding} 读取文字。请换一种编码，或把文件另存为 UTF-8。',
  'problem.quote-open': '有一个引号没有配对，一直到文件末尾第 {line} 行。请补上后重新选择。',
  'problem.too-many-rows': '文件超过 {rows} 行，请拆分。',
  'problem.too-many-columns': '文件超过 {columns} 列，请删掉用不到的列。',
  'problem.too-slow': '读取超过 {seconds} 秒，已停止。请拆分文件。',
  'problem.too-much-memory': '读取占用内存超过 {megabytes} MB，已停止。请拆分文件。',
  'problem.refused': '导入被拒绝：{detail}',
  'problem.unexpected': '出现意外错误，没有导入任何内容。详情见服务器日志。',
  'problem.changed-meanwhile':
    '没有导入任何内容：其间有 {count} 个条目被修改（{keys}）。已重新检查各行，请看过报告后再次导入。',
  'problem.row-changed-meanwhile': '导入期间被他人修改，已跳过这一行。',
  'problem.some-changed-meanwhile':
    '跳过了 {count} 行：导入期间这些条目被他人修改（{keys}）。请再次导入该文件，查看这些行会带来哪些变更。',
  'problem.cancelled-partly':
    '已在导入 {done} / {total} 行后停止。这些行已生效；如需其余的行，请重新选择该文件。',
  'problem.stopped-partly':
    '导入 {done} / {total} 行后出现意外错误。这些行已生效；如需其余的行，请重新选择该文件。详情见服务器日志。',
}

const words = { en: english, 'zh-CN': chinese } as const

export function importWord(
  locale: Locale,
  word: ImportWord,
  values: ImportProblem['parameters'] = {},
): string {
  return words[locale][word].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
}

export const verdictWord = (locale: Locale, verdict: ImportVerdict): string =>
  importWord(locale, `verdict.${verdict}`)

/** `answer.zh` → Answer (Chinese). */
export function fieldWord(locale: Locale, field: string): string {
  const [name = '', language] = field.split('.')
  const known = `field.${name}` as ImportWord
  const word = known in english ? importWord(locale, known) : name
  if (language !== 'zh' && language !== 'en') return word
  const which = importWord(locale, `language.${language}`)
  return locale === 'en' ? `${word} (${which})` : `${word}（${which}）`
}

/** A problem in words; a code without words as it is. */
export function problemWord(locale: Locale, { code, parameters }: ImportProblem): string {
  const known = `problem.${code}` as ImportWord
  if (!(known in english)) return code
  const { field } = parameters
  return importWord(
    locale,
    known,
    field === undefined ? parameters : { ...parameters, field: fieldWord(locale, String(field)) },
  )
}

/** Codes of problems that have words, for a test. */
export const wordedProblems = Object.keys(english).filter((word) => word.startsWith('problem.'))
