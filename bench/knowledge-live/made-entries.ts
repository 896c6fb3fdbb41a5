/** Entries of a made-up trade, as many as wanted: what is asked about a thing, put in three ways, with an answer of its own. */
export interface MadeEntry {
  key: string
  wordings: [standard: string, ...similar: string[]]
  answer: string
}

const asks: readonly [string, string, string][] = [
  ['How do I return', 'I want to send back', 'Returning'],
  ['What does it cost to repair', 'Repair price of', 'How much is a repair for'],
  ['How long is the guarantee on', 'Guarantee period of', 'Until when can I complain about'],
  ['Where can I find spare parts for', 'Spare parts for', 'I need a part for'],
  ['How do I clean', 'Cleaning', 'What may I use to wash'],
  ['When is the delivery of', 'Delivery date of', 'When does it arrive:'],
  ['Can I exchange', 'Swap for another', 'I would like another instead of'],
  ['How do I assemble', 'Assembly of', 'Putting together'],
  ['Is there a manual for', 'Instructions for', 'Where is the handbook of'],
  ['Which colours are there of', 'Colours of', 'Is there another colour of'],
]
const kinds =
  'lamp chair table kettle carpet mirror pillow bicycle tent radio oven blender jacket boots ladder drill camera printer desk sofa fridge toaster fan heater watch'.split(
    ' ',
  )
const syllables = 'ka lo mi ru ta ne so vi pa du fe go zu be ri wo la ty cu ha'.split(' ')

/** A name nobody else has, readable as a word. */
function nameOf(number: number): string {
  let rest = number
  let name = ''
  for (let at = 0; at < 4; at += 1) {
    name += syllables[rest % syllables.length]
    rest = Math.floor(rest / syllables.length)
  }
  return name
}

export function madeEntry(number: number): MadeEntry {
  const [ask, kind] = [asks[number % asks.length], kinds[Math.floor(number / asks.length) % kinds.length]]
  if (ask === undefined || kind === undefined) throw new RangeError('no such entry')
  const thing = `the ${kind} ${nameOf(Math.floor(number / asks.length))}`
  return {
    key: `made-${String(number).padStart(6, '0')}`,
    wordings: [`${ask[0]} ${thing}?`, `${ask[1]} ${thing}`, `${ask[2]} ${thing}`],
    answer: answerOf(number, 1),
  }
}

/** The answer tells which edit it is of. */
export function answerOf(number: number, edit: number): string {
  return `Answer ${number}, edit ${edit}.`
}
