import { describe, expect, it } from 'vitest'
import { errorTable } from '../../../contract/errors.ts'
import { en } from './en.ts'
import { chineseErrors } from './errors-zh-cn.ts'
import { zhCn } from './zh-cn.ts'

const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()

describe('messages', () => {
  it('fill in the same values in both languages', () => {
    for (const [key, text] of Object.entries(zhCn)) {
      const english = en[key as keyof typeof en]
      expect([key, ...names(text)]).toEqual([key, ...names(english)])
    }
  })
  it('have both plural forms in English wherever they have one', () => {
    for (const key of Object.keys(en).filter((one) => one.endsWith('_one')))
      expect(Object.keys(en)).toContain(key.replace(/_one$/, '_other'))
  })
  it('word every error with the contract’s parameters', () => {
    for (const [code, [, sentence]] of Object.entries(errorTable)) {
      const chinese = chineseErrors[`error:${code}`] ?? ''
      expect(chinese).not.toBe('')
      for (const name of names(chinese)) expect(names(sentence)).toContain(name)
    }
  })
})
