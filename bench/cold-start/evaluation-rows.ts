import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

/** Every message that a benchmark asks of packs, by where it stands: no wording of a pack may be one of them. */
export function readEvaluationRows(data: string): Map<string, string[]> {
  const lines = (name: string) =>
    readFileSync(join(data, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  const afterTab = (name: string) => lines(name).map((line) => line.slice(line.indexOf('\t') + 1))
  const bank = (name: string) =>
    (parse(readFileSync(join(data, name), 'utf8'), { columns: true }) as { text: string }[]).map(
      ({ text }) => text,
    )
  const bursts = lines('shop-zh/bursts.jsonl').map(
    (line) => (JSON.parse(line) as { messages: string[] }).messages,
  )
  const dialogues = lines('shop-zh/multiturn.jsonl').flatMap(
    (line) => (JSON.parse(line) as { turns: { customer: string; standalone: string }[] }).turns,
  )
  return new Map([
    ['shop-zh/customers', afterTab('shop-zh/customers.tsv')],
    ['shop-zh/out_of_scope', afterTab('shop-zh/out_of_scope.tsv')],
    ['shop-zh/bursts', bursts.flatMap((messages) => [...messages, messages.join(' ')])],
    ['shop-zh/multiturn', dialogues.flatMap(({ customer, standalone }) => [customer, standalone])],
    ['banking77/test', bank('banking77/test.csv')],
    ['banking77-zh/test', bank('banking77-zh/test.csv')],
  ])
}
