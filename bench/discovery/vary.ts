/** Numbers in [0, 1), the same for the same seed. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

const english = {
  before: [
    'hi, ',
    'hello, ',
    'hey there, ',
    'good morning, ',
    'quick question: ',
    'sorry to bother you, ',
    'please help, ',
    'um, ',
  ],
  behind: [' thanks', ' please', ' thank you!', '??', '!!', ' :(', ' asap', ' cheers'],
}
const chinese = {
  before: ['你好，', '您好，', '请问', '麻烦问下，', '亲，', '在吗？', '不好意思，', '想问一下，'],
  behind: ['，谢谢', '？？', '！！', '，急', '谢谢啦', '哈', '，麻烦了', '～'],
}

/** The same thing said again as people do: with and without courtesies, marks, capitals, and with slips of the finger. */
export function vary(text: string, draw: () => number): string {
  const isChinese = /[\u4e00-\u9fff]/.test(text)
  const { before, behind } = isChinese ? chinese : english
  const pick = (list: readonly string[]) => list[Math.floor(draw() * list.length)] as string
  let said = text
  if (draw() < 0.4) said = said.replace(/[.?!,。？！，]+$/g, '')
  if (draw() < 0.25) said = said.toLowerCase()
  if (!isChinese && draw() < 0.25) said = slip(said, draw)
  if (draw() < 0.45) said = pick(before) + said
  if (draw() < 0.45) said += pick(behind)
  return said
}

/** Two letters inside a long word change places. */
function slip(text: string, draw: () => number): string {
  const words = text.split(' ')
  const long = words.flatMap((word, at) => (word.length >= 5 ? [at] : []))
  if (long.length === 0) return text
  const at = long[Math.floor(draw() * long.length)] as number
  const word = words[at] as string
  const from = 1 + Math.floor(draw() * (word.length - 3))
  words[at] = word.slice(0, from) + word[from + 1] + word[from] + word.slice(from + 2)
  return words.join(' ')
}

/** So many messages made of given rows: some said once, some again and again (by 1 / rank), shuffled. */
export function manyMessages<T extends { text: string }>(
  rows: readonly T[],
  count: number,
  seed: number,
): { text: string; row: T }[] {
  const draw = numbersFrom(seed)
  const order = rows.map((row) => ({ row, key: draw() })).sort((a, b) => a.key - b.key)
  const made = order.slice(0, count).map(({ row }) => ({ text: row.text, row }))
  while (made.length < count) {
    // A third of the rows are what most people say.
    const { row } = order[Math.floor(draw() ** 2 * order.length)] as { row: T }
    made.push({ text: vary(row.text, draw), row })
  }
  return made
    .map((one) => ({ one, key: draw() }))
    .sort((a, b) => a.key - b.key)
    .map(({ one }) => one)
}
