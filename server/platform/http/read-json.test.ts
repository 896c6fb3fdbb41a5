import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ApiError } from './api-error.ts'
import { readJson } from './read-json.ts'

describe('reading JSON', () => {
  it('gives back what was written, in any script', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value)
        expect(readJson(Buffer.from(text))).toEqual(JSON.parse(text))
      }),
      { numRuns: 100 },
    )
  })

  it('throws one code for bytes of any kind that are not JSON', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          readJson(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(ApiError)
          expect((error as ApiError).code).toBe('request/not-json')
        }
      }),
      { numRuns: 200 },
    )
  })
})
