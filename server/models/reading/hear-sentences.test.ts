import { describe, expect, it } from 'vitest'
import { openMask } from '../masking.ts'
import { answer } from '../tasks/answer.ts'
import { hearSentences, wholeSentences } from './hear-sentences.ts'

describe('whole sentences', () => {
  it.each([
    ['Open until 6. ', ''],
    ['Open until 6. B', 'Open until 6.'],
    ['It costs 3.', ''],
    ['It costs 3.50 pounds', ''],
    ['Look at https://x.example/a?b=1 now', ''],
    ['Ask Mrs. Miller. Then', 'Ask Mrs. Miller.'],
    ['One. [1]', ''],
    ['One. [1] ', ''],
    ['One. [1][2] Two', 'One. [1][2]'],
    ['One. [1', ''],
    ['One. [PHONE_1] is', 'One.'],
    ['One [1]. Two', 'One [1].'],
    ['One. [1]\n', 'One. [1]'],
    ['二楼。四', '二楼。'],
    ['二楼。', ''],
    ['二楼。【1】四', '二楼。【1】'],
    ['他说“可以。”然后', '他说“可以。”'],
    ['是吗？是', '是吗？'],
  ])('%j', (text, whole) => {
    expect(text.slice(0, wholeSentences(text).at(-1) ?? 0)).toBe(whole)
  })
})

describe('hearing sentences', () => {
  const input = answer.input.parse({
    question: 'Where?',
    language: 'en',
    evidence: [{ title: 'Scanner', text: 'The scanner stands on the second floor. Scans cost 2 pounds.' }],
  })
  const heardOf = (reply: string, size: number) => {
    const heard: string[] = []
    const hear = hearSentences(answer, input, openMask(), (said) =>
      heard.push(said.kind === 'answer' ? said.sentences.map((one) => one.text).join('|') : said.kind),
    )
    for (let at = 0; at < reply.length; at += size) hear(reply.slice(at, at + size))
    return heard
  }
  const reply = 'The scanner stands on the second floor. [1]\nScans cost 2 pounds. [1]\n'

  it.each([1, 3, 7, 1000])('hands on what is whole and passes, in parts of %d letters', (size) => {
    const both = 'The scanner stands on the second floor.|Scans cost 2 pounds.'
    expect(heardOf(reply, size).at(-1)).toBe(both)
    for (const one of heardOf(reply, size)) expect(both.startsWith(one)).toBe(true)
  })

  it('hands on nothing that does not pass, nor anything behind it', () => {
    expect(heardOf(`${reply.replace('2 pounds', '9 pounds')}The scanner stands. [1]\n`, 5)).toEqual([
      'The scanner stands on the second floor.',
    ])
    expect(heardOf('Call [PHONE_7] now. [1]\nScans cost 2 pounds. [1]\n', 5)).toEqual([])
    expect(heardOf('Scans cost 2 pounds. [4]\n', 5)).toEqual([])
    expect(heardOf('Scans cost 2 pounds.\n', 5)).toEqual([])
  })
})
