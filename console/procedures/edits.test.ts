import { expect, it } from 'vitest'
import { procedureDefinition, procedureStepKinds } from '../../contract/procedures/definition.ts'
import { freeName, moved, newStep, withWords } from './edits.ts'

it('makes a step of every kind that can be kept as a draft', () => {
  let definition = procedureDefinition.parse({ name: { en: 'N' } })
  for (const kind of [...procedureStepKinds, ...procedureStepKinds])
    definition = { ...definition, steps: [...definition.steps, newStep(kind, definition)] }
  expect(procedureDefinition.safeParse(definition).success).toBe(true)
  expect(new Set(definition.steps.map((step) => step.id)).size).toBe(definition.steps.length)
})

it('finds a name that is free', () => {
  expect(freeName('ask', [])).toBe('ask')
  expect(freeName('ask', ['ask', 'ask-2'])).toBe('ask-3')
})

it('moves one up or down, and no further than the ends', () => {
  expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c'])
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b'])
})

it('keeps no empty texts', () => {
  expect(withWords({ en: 'a', zh: '一' }, 'en', '')).toEqual({ zh: '一' })
})
