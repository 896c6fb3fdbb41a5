import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { processorTime } from '../../testing/processor-time.ts'
import { messagePart } from '../messages.ts'
import { parseAnswer } from './answer-markup.ts'
import { type AnswerPart, type AnswerValues, answerParts, isRichAnswer, plainAnswer } from './answer-parts.ts'

const said = (source: string, values: AnswerValues = {}): AnswerPart[] =>
  answerParts(parseAnswer(source), { values, picture: () => undefined })
const blocks = (source: string) => {
  const [first] = said(source)
  return first?.type === 'text' ? first.blocks : undefined
}
const problems = (source: string) => parseAnswer(source).problems.map(({ code, line }) => `${code} ${line}`)

describe('the markup of answers', () => {
  it('knows bold, italic and links, one within the other', () => {
    expect(blocks('a **b *c*** and [d **e**](https://x.example/f) _g_')).toEqual([
      {
        kind: 'paragraph',
        runs: [
          { text: 'a ' },
          { text: 'b ', bold: true },
          { text: 'c', bold: true, italic: true },
          { text: ' and ' },
          { text: 'd ', href: 'https://x.example/f' },
          { text: 'e', bold: true, href: 'https://x.example/f' },
          { text: ' ' },
          { text: 'g', italic: true },
        ],
      },
    ])
    expect(blocks('**请注意。**七天内')).toEqual([
      { kind: 'paragraph', runs: [{ text: '请注意。', bold: true }, { text: '七天内' }] },
    ])
  })

  it('takes for letters what is none of its marks', () => {
    for (const text of [
      '2*3*4 = 24, some_file_name, a * b * c',
      '** nothing **',
      '[1] see (2)',
      'C:\\new\\folder',
      '{"a": 1} {} { x y }',
      'line one\nline two\n\nline three',
      'See https://shop.example/a_b_c/(d).',
      '<b>bold</b> &amp; <script>x</script>',
      '在 2026. 年',
    ]) {
      expect([text, isRichAnswer(text)]).toEqual([text, false])
      expect(plainAnswer(text)).toBe(text)
      expect(problems(text)).toEqual([])
    }
    expect(plainAnswer('\\*not\\* \\[a\\](b) \\{company\\}')).toBe('*not* [a](b) {company}')
  })

  it('reads lists, one within the other, and keeps their numbers', () => {
    expect(blocks('Steps:\n1. Open\n   the page\n2. Choose\n  - red\n  - **blue**\n\n- end')).toEqual([
      { kind: 'paragraph', runs: [{ text: 'Steps:' }] },
      {
        kind: 'list',
        ordered: true,
        start: 1,
        items: [
          { runs: [{ text: 'Open\nthe page' }] },
          {
            runs: [{ text: 'Choose' }],
            list: {
              ordered: false,
              start: 1,
              items: [{ runs: [{ text: 'red' }] }, { runs: [{ text: 'blue', bold: true }] }],
            },
          },
        ],
      },
      { kind: 'list', ordered: false, start: 1, items: [{ runs: [{ text: 'end' }] }] },
    ])
    expect(plainAnswer('a\n3. b\n4. c')).toBe('a\n3. b\n4. c')
    expect(plainAnswer('a\n\n1. b\n2. c\n  - d')).toBe('a\n\n1. b\n2. c\n  - d')
    expect(problems('- a\n  - b\n    - c')).toEqual(['too-deep 3'])
  })

  it('fills in variables as letters, whatever stands in them', () => {
    const text = 'Hello {customer.name|there}, **{company}** is open {{ hours | all day }}.'
    const plain = (values: AnswerValues) =>
      said(text, values).map((part) => part.type === 'text' && part.text)
    expect(plain({})).toEqual(['Hello there, is open all day.'])
    expect(plain({ 'customer.name': '[x](javascript:alert(1))', company: '**A**\n\u202eB' })).toEqual([
      'Hello [x](javascript:alert(1)), **A** B is open all day.',
    ])
    expect(blocks('{customer.name}')).toBeUndefined()
    expect(said('Hello {customer.name}, yes')).toEqual([{ type: 'text', text: 'Hello, yes' }])
    expect(problems('{customer}\n{公司} {{company} ')).toEqual(['variable 1', 'variable 2'])
  })

  it('makes buttons of lines of their own', () => {
    expect(
      said(
        'Yes.\n[[Order]](https://x.example/o) [[Call]](tel:+864001234)\n[[How?]](ask:How do I \\(re\\)turn?)',
      ),
    ).toEqual([
      { type: 'text', text: 'Yes.' },
      {
        type: 'buttons',
        version: 1,
        buttons: [
          { kind: 'link', label: 'Order', href: 'https://x.example/o' },
          { kind: 'link', label: 'Call', href: 'tel:+864001234' },
          { kind: 'ask', label: 'How?', question: 'How do I (re)turn?' },
        ],
      },
    ])
    expect(
      problems('a\n[[x]](javascript:alert(1))\n[[y]](http://a.example)\n[[]](ask:b)\n[[z]](ask:)'),
    ).toEqual(['button 2', 'button 3', 'button 4', 'button 5'])
    expect(problems(Array.from({ length: 7 }, (_, n) => `[[b${n}]](ask:q)`).join('\n'))).toEqual([
      'too-many 7',
    ])
  })

  it('says the address of a link where only letters can be shown', () => {
    expect(
      plainAnswer('Ask [**us** now](mailto:help@shop.example) or [https://a.example](https://a.example).'),
    ).toBe('Ask us now (help@shop.example) or https://a.example.')
  })
})

/** Ways to smuggle a script into an address. */
const evilAddresses = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)',
  ' javascript:alert(1)',
  'java\tscript:alert(1)',
  '\u0001javascript:alert(1)',
  '&#106;avascript:alert(1)',
  '&#x6A;avascript&colon;alert(1)',
  'javascript&#58;alert(1)',
  '\\javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:image/svg+xml;base64,PHN2Zz4=',
  'vbscript:msgbox(1)',
  'file:///etc/passwd',
  'blob:https://a.example/1',
  '//evil.example',
  '/\\evil.example',
  'https:/\\evil.example',
  'https://a.example@evil.example',
  'https://a.example\\@evil.example/',
  'https://a\u202eb.example',
  'https:javascript:alert(1)',
  'mailto:a@b.example?body=x&attach=/etc/passwd',
  'tel:javascript:alert(1)',
  'http://insecure.example',
  'ask:x',
]

describe('what must not become an address', () => {
  it.each(evilAddresses)('%j', (address) => {
    const source = `[x](${address})\n![x](${address})\n\n[[x]](${address.replace(/^ask/, 'nask')})`
    const { problems: found } = parseAnswer(source)
    expect(found.length).toBeGreaterThan(0)
    expect(JSON.stringify(said(source))).not.toMatch(
      /"href":"(?!https:\/\/evil\.example\/?"|http:\/\/insecure)/,
    )
  })

  it('never makes any other than a safe one, of any text', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        '[',
        ']',
        '(',
        ')',
        '[[',
        ']]',
        '![',
        '**',
        '*',
        '_',
        '{',
        '}',
        '|',
        '\\',
        '\n',
        '\n\n',
        '  ',
        '- ',
      ),
      fc.constantFrom(
        'javascript:',
        'https://',
        'data:',
        'tel:1',
        'ask:',
        'picture:',
        'customer.name',
        'http://a.b/',
      ),
      fc.string({ maxLength: 4, unit: 'binary' }),
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.string(), (pieces, name) => {
        const source = pieces.join('')
        for (const part of said(source, { 'customer.name': name })) {
          if (source.isWellFormed() && name.isWellFormed() && !`${source}${name}`.includes('\0'))
            expect(messagePart.safeParse(part).success).toBe(true)
        }
        for (const [, href] of JSON.stringify(said(source)).matchAll(/"href":"([^"]*)"/g))
          expect(href).toMatch(/^(?:https?:\/\/|mailto:|tel:)/i)
      }),
      { numRuns: 500 },
    )
  })

  it('is read in a time that grows with its length alone', () => {
    for (const unit of [
      '[',
      '![',
      '[[',
      '[a](',
      '[a](b(',
      '*a ',
      '**',
      '_a_',
      '{a|',
      '- a\n  ',
      'http://',
      '\\',
      '[a](((',
      '***a',
    ]) {
      const source = unit.repeat(8_000 / unit.length)
      const begun = processorTime()
      parseAnswer(source)
      expect([unit, processorTime() - begun < 400]).toEqual([unit, true])
    }
  })
})
