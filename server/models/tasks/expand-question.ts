import { z } from 'zod'
import { normaliseText } from '../../../language/index.ts'
import { defineTask, quoted } from '../task.ts'

const input = z.object({
  question: z.string().min(1).max(500),
  similar: z.array(z.string().max(500)).max(200),
  answer: z.string().max(8_000),
  /** Other entries that customers could mean: wordings must not be theirs. */
  neighbours: z.array(z.string().max(500)).max(20),
  language: z.enum(['en', 'zh']),
  count: z.int().min(10).max(100),
})
type Input = z.infer<typeof input>
const output = z.strictObject({ wordings: z.array(z.string().trim().min(1).max(300)).max(120) })
type Output = z.infer<typeof output>

const keyOf = (text: string) => normaliseText(text).replace(/[\p{P}\s]+/gu, '')

/** How customers will put it: many wordings of one entry in many voices, new ones only. */
export const expandQuestion = defineTask<Input, Output>({
  name: 'expand-question',
  version: 1,
  tier: 'large',
  input,
  output,
  replies: 'json',
  instructions: `Write what real customers type into a chat when they need exactly this entry, in the language that is named and in the number asked for.
- Many voices: terse and telegraphic, rambling, polite, annoyed, panicking, elderly, young with slang, second-language speakers, dictated speech without punctuation, typos as people really make them.
- Many ways in: the symptom instead of the term, the story that led to it, the wish, the question, the complaint, a follow-up fragment that still tells the matter, everyday words instead of the company's.
- Each one alone has to be enough to know that this entry is meant and not one of the neighbours. No two alike but for a word; vary length from 3 words to 40.
- Only needs that the answer really meets. Invent no product, number, name or policy. Not the entry's own wordings again.`,
  render: ({ question, similar, answer, neighbours, language, count }) =>
    [
      `Language: ${language === 'zh' ? '简体中文（口语）' : 'English'}. Wordings wanted: ${count}.`,
      quoted('entry', [question, ...similar].join('\n')),
      quoted('answer', answer),
      neighbours.length === 0 ? '' : quoted('neighbours', neighbours.join('\n')),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  // Packs do this without a model; nothing is made up here.
  localFallback: () => ({ wordings: [] }),
  checks: ({ wordings }, { count, question, similar }) => {
    const known = new Set([question, ...similar].map(keyOf))
    const fresh = new Set(wordings.map(keyOf).filter((key) => key !== '' && !known.has(key)))
    return fresh.size < Math.min(count, 100) / 3
      ? [`Only ${fresh.size} of ${count} wordings are new and different from each other.`]
      : []
  },
  mostOutputTokens: 6_000,
  budgetMs: 120_000,
  examples: [
    {
      input: {
        question: '如何修改收货地址？',
        similar: ['地址填错了怎么改'],
        answer: '发货前可在订单详情页修改收货地址。',
        neighbours: ['如何取消订单？'],
        language: 'zh',
        count: 10,
      },
      output: {
        wordings: [
          '刚下单发现地址写成老家的了',
          '我搬家了 寄到新地方行不',
          '收货那栏写错门牌号能改吗',
          '地址错了咋整',
          '能不能帮我换个地址收货，还没发呢',
        ],
      },
    },
  ],
})
