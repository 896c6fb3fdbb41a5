import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'

/** Hostile texts of the sets, by where they come from. */
export function readAttacks(data: string): { set: string; text: string }[] {
  const read = (...path: string[]) => readFileSync(join(data, ...path), 'utf8')
  const json = <T>(...path: string[]) => JSON.parse(read('safety', ...path)) as T
  const bipia = ['train', 'test'].flatMap((part) =>
    Object.values(json<Record<string, string[]>>('bipia', `text_attack_${part}.json`)).flat(),
  )
  const direct = json<{ user_input: string }[]>('cyberseceval', 'prompt_injection.json')
  const chinese = json<{ user_input: string; speaking_language: string }[]>(
    'cyberseceval',
    'prompt_injection_multilingual_machine_translated.json',
  ).filter((row) => row.speaking_language === 'Chinese')
  const shop = read('shop-zh', 'out_of_scope.tsv')
    .trim()
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([kind]) => kind === 'injection')
  return [
    ...bipia.map((text) => ({ set: 'bipia', text })),
    ...direct.map((row) => ({ set: 'cyberseceval', text: row.user_input })),
    ...chinese.map((row) => ({ set: 'cyberseceval-zh', text: row.user_input })),
    ...shop.map(([, text = '']) => ({ set: 'shop-zh', text })),
  ]
}

/** Harmless texts that look alike, and ordinary ones. */
export function readHarmless(data: string): { set: string; text: string }[] {
  const read = (...path: string[]) => readFileSync(join(data, ...path), 'utf8')
  const notInject = ['one', 'two', 'three'].flatMap((many) =>
    (JSON.parse(read('safety', 'notinject', `NotInject_${many}.json`)) as { prompt: string }[]).map(
      (row) => row.prompt,
    ),
  )
  const xs = parse(read('safety', 'xstest', 'xstest_prompts.csv'), { columns: true }) as {
    prompt: string
    label: string
  }[]
  const shop = read('shop-zh', 'customers.tsv')
    .trim()
    .split('\n')
    .map((line) => line.split('\t')[1] ?? '')
  return [
    ...notInject.map((text) => ({ set: 'NotInject', text })),
    ...xs.filter((row) => row.label === 'safe').map((row) => ({ set: 'XsTestSafe', text: row.prompt })),
    ...shop.map((text) => ({ set: 'ShopCustomers', text })),
  ]
}
