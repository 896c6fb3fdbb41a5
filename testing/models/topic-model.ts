import { layTinyModel } from './tiny-model.ts'

/** Topics of a small document, each an axis of its own in the model below; the model knows a foreign word for the first, no words do. */
const topics = [
  'faulty',
  'invoice',
  'delivery',
  'gift',
  'warranty',
  'coupon',
  'address',
  'size',
  'colour',
  'battery',
  'garden',
  'kitchen',
  'holiday',
  'voucher',
]
export const foreignWord = 'kaputt'

export const topicArticle = `# Guide\n\n${topics.map((topic, at) => `## Part ${at + 1}\n\nAll about ${topic} things.\n`).join('\n')}`
export const topicCount = topics.length

const axisOf = (at: number) => topics.map((_, axis) => (axis === at ? 1 : 0))

/** A sentence encoder to whom those words lie apart, and the foreign word where the first lies; `turned` moves all to other axes. */
export function layTopicModel(root: string, name: string, turned = 0): void {
  const words = topics.map((topic, at) => [topic, axisOf((at + turned) % topics.length)] as const)
  layTinyModel(root, name, { ...Object.fromEntries(words), [foreignWord]: axisOf(turned % topics.length) })
}
