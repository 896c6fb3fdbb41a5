import type { ImportColumn, ImportField } from '../../../contract/index.ts'

/** Headers as people write them, without spaces, signs and numbers. */
const known: Readonly<Record<Exclude<ImportField, 'ignore'>, string>> = {
  key: '编号 标识 知识编号 知识id 知识点id 条目编号 问题编号 问题id 代码 key id code identifier entry entrykey externalid',
  category:
    '分类 类别 类目 目录 所属分类 知识分类 问题分类 一级分类 二级分类 三级分类 一级类目 二级类目 三级类目 分类路径 主题 标签 category categories topic group section folder tag tags',
  question:
    '标准问 标准问题 标准问法 标准问句 问题 主问题 主问 问 题目 问句 知识标题 知识点 知识点名称 标题 standardquestion question questions q title faq mainquestion',
  similar:
    '相似问 相似问法 相似问题 相似问句 扩展问 扩展问法 扩展问题 其他问法 近似问 近似问法 同义问 同义问法 问法 similar similarquestion similarquestions variants variant alternatives alternative alternativequestions phrasings aliases synonyms',
  answer:
    '答案 标准答案 回答 回复 答复 解答 答 内容 答案内容 回复内容 answer answers a reply response standardanswer content',
  customers:
    '客户说法 客户问法 客户原话 客户问题 用户说法 用户问法 用户问题 用户原话 customerwordings customerwording wordings wording utterance utterances text',
}
const fields = new Map<string, ImportField>(
  Object.entries(known).flatMap(([field, names]) =>
    names.split(' ').map((name) => [name, field as ImportField] as const),
  ),
)

const languages: readonly (readonly [RegExp, 'en' | 'zh'])[] = [
  [/(?:english|英文|英语|[^a-z]en(?:-[a-z]{2})?)$/, 'en'],
  [/(?:chinese|中文|汉语|[^a-z]zh(?:-[a-z]{2})?|[^a-z]cn)$/, 'zh'],
]

/** What a header says its column holds. */
export function guessColumn(header: string): Pick<ImportColumn, 'field' | 'language'> {
  // (zh), [中文], _en, - English: whatever stands behind the name.
  let name = header
    .normalize('NFKC')
    .trim()
    .toLowerCase()
    .replace(/[)\]}】\s*:]+$/g, '')
  let language: ImportColumn['language'] = 'auto'
  for (const [ending, which] of languages) {
    if (!ending.test(name)) continue
    language = which
    name = name.replace(ending, '')
    break
  }
  const bare = name.replace(/[\s_\-*:/.,()[\]{}【】#"'’]+/g, '').replace(/[\d一二三四五六七八九十]+$/, '')
  const field = fields.get(bare) ?? 'ignore'
  return { field, language: field === 'ignore' || field === 'key' ? 'auto' : language }
}

/** Which of the first rows names the columns: titles and empty lines may stand above it. */
export function findHeader(rows: readonly (readonly string[])[]): number {
  let best = -1
  let most = 0
  for (const [index, row] of rows.slice(0, 10).entries()) {
    const recognised = new Set(
      row.map((cell) => guessColumn(cell).field).filter((field) => field !== 'ignore'),
    ).size
    if (recognised > most) {
      best = index
      most = recognised
    }
  }
  return best >= 0 ? best : rows.findIndex((row) => row.some((cell) => cell.trim() !== ''))
}
