import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { packFile, packLanguages, packLine, trades } from '../../packs/index.ts'
import { EqualTexts } from './equal-texts.ts'
import { readEvaluationRows } from './evaluation-rows.ts'

/**
 * Drops from the packs what equals a row of an evaluation set, or nearly, so that nobody has to read those rows. Prints where
 * something was dropped, never what. `--dry` changes nothing.
 */
const { values } = parseArgs({
  options: { data: { type: 'string', default: '../shared/data' }, dry: { type: 'boolean', default: false } },
})
const rows = [...readEvaluationRows(values.data)].map(([set, texts]) => [set, new EqualTexts(texts)] as const)
const isIn = (text: string) => rows.flatMap(([set, known]) => known.has(text)?.concat(' ', set) ?? [])

/** The line keeps its look but for one text of a list. */
function without(line: string, list: 'phrases' | 'wordings', text: string): string {
  const from = line.indexOf(`"${list}"`)
  const written = JSON.stringify(text)
  const ways = [`${written}, `, `${written},`, `, ${written}`, `,${written}`]
  const found = ways.find((way) => line.includes(way, from))
  if (found === undefined) throw new Error('a wording is written in an unusual way')
  return line.slice(0, from) + line.slice(from).replace(found, '')
}

const least = { phrases: 2, wordings: 30 }
const dropped = { phrases: 0, wordings: 0 }
for (const trade of trades)
  for (const language of packLanguages) {
    const file = packFile(trade, language)
    const lines = readFileSync(file, 'utf8').split('\n')
    const kept = lines.map((line, at) => {
      if (line.trim() === '') return line
      const pack = packLine.parse(JSON.parse(line))
      const where = `${trade}.${language}.jsonl:${at + 1}`
      const report = (what: string, text: string) => {
        const found = isIn(text)
        if (found.length > 0) console.log(`${where} ${what}: ${found.join(', ')}`)
        return found.length > 0
      }
      report('question, to be put otherwise by hand', pack.question)
      let rest = line
      for (const list of ['phrases', 'wordings'] as const) {
        const equal = pack[list].filter((text) => report(list, text))
        if (pack[list].length - equal.length < least[list])
          throw new Error(`${where}: too few ${list} left: write more first`)
        for (const text of equal) rest = without(rest, list, text)
        dropped[list] += equal.length
      }
      return rest
    })
    if (!values.dry) writeFileSync(file, kept.join('\n'))
  }
console.log(
  `${dropped.wordings} wordings, ${dropped.phrases} short names dropped${values.dry ? ' (not really)' : ''}`,
)
