import { describe, expect, it } from 'vitest'
import { type Edit, link, list, ownLine, put, type Selected, wrap } from './edits.ts'

/** `a‹b›c`: a text with its selection. */
function read(marked: string): Selected {
  const from = marked.indexOf('‹')
  const to = marked.indexOf('›') - 1
  return { text: marked.replace(/[‹›]/g, ''), from, to }
}

function edited(marked: string, edit: (selected: Selected) => Edit): string {
  const selected = read(marked)
  const { from, to, insert, selectFrom, selectTo } = edit(selected)
  const text = selected.text.slice(0, from) + insert + selected.text.slice(to)
  return `${text.slice(0, selectFrom)}‹${text.slice(selectFrom, selectTo)}›${text.slice(selectTo)}`
}

describe('the toolbar of an answer', () => {
  it('marks words and takes the marks away', () => {
    expect(edited('a ‹b› c', (one) => wrap(one, '**', 'bold'))).toBe('a **‹b›** c')
    expect(edited('a **‹b›** c', (one) => wrap(one, '**', 'bold'))).toBe('a ‹b› c')
    expect(edited('a **‹b›** c', (one) => wrap(one, '*', 'italic'))).toBe('a ***‹b›*** c')
    expect(edited('a ‹› c', (one) => wrap(one, '*', 'italic'))).toBe('a *‹italic›* c')
  })

  it('makes lists of lines and lines of lists', () => {
    expect(edited('x\n‹a\nb›\ny', (one) => list(one, true))).toBe('x\n‹1. a\n2. b›\ny')
    expect(edited('‹1. a\n2. b›', (one) => list(one, false))).toBe('‹- a\n- b›')
    expect(edited('‹- a\n- b›', (one) => list(one, false))).toBe('‹a\nb›')
    expect(edited('a‹›b', (one) => list(one, false))).toBe('- ab‹›')
  })

  it('puts links, buttons and variables where they belong', () => {
    expect(edited('see ‹us›', (one) => link(one, 'words'))).toBe('see [us](‹https://›)')
    expect(edited('Yes.‹›\nNo.', (one) => ownLine(one, '[[Open]](https://)', 'https://'))).toBe(
      'Yes.\n[[Open]](‹https://›)\nNo.',
    )
    expect(edited('Hi ‹›!', (one) => put(one, '{company}'))).toBe('Hi {company}‹›!')
  })
})
