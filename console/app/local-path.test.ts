import { describe, expect, it } from 'vitest'
import { localPath } from './local-path.ts'

describe('localPath', () => {
  it('goes back to a page of this console', () => {
    expect(localPath('/desk/1?view=mine')).toBe('/desk/1?view=mine')
  })
  it('never leads to another host or in a circle', () => {
    for (const path of [
      '//evil.example',
      '/\\evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      '/a\\..\\b',
      'https://evil.example',
      'javascript:alert(1)',
      '/sign-in',
      7,
      undefined,
    ])
      expect(localPath(path)).toBeUndefined()
  })
})
