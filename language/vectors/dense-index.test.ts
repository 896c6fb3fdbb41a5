import { describe, expect, it } from 'vitest'
import { DenseIndex, encodeVector } from './dense-index.ts'
import { fuseRanks } from './fuse-ranks.ts'

/** Numbers that look random and are the same every time. */
function* numbers(seed: number): Generator<number, never> {
  let state = seed
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    yield state / 2 ** 31 - 1
  }
}
const made = (count: number, dimensions: number, seed = 7) => {
  const source = numbers(seed)
  return Array.from({ length: count }, () =>
    Float64Array.from({ length: dimensions }, () => source.next().value),
  )
}
const cosine = (one: ArrayLike<number>, other: ArrayLike<number>) => {
  let sum = 0
  for (let axis = 0; axis < one.length; axis++) sum += (one[axis] as number) * (other[axis] as number)
  return sum / Math.hypot(...Array.from(one)) / Math.hypot(...Array.from(other))
}
const filled = (vectors: readonly Float64Array[]) => {
  const index = new DenseIndex(vectors[0]?.length ?? 0)
  for (const [at, vector] of vectors.entries()) index.add(`p${at}`, encodeVector(vector))
  return index
}

describe('DenseIndex', () => {
  it('finds the nearest rows, with similarities right to half a hundredth', async () => {
    const vectors = made(300, 51)
    const [asked] = made(1, 51, 8)
    const found = await filled(vectors).search(asked as Float64Array, 300)
    expect(found).toHaveLength(300)
    for (const { id, similarity } of found)
      expect(
        Math.abs(similarity - cosine(vectors[Number(id.slice(1))] as Float64Array, asked as Float64Array)),
      ).toBeLessThan(0.005)
    const exact = vectors
      .map((vector, at) => ({ id: `p${at}`, is: cosine(vector, asked as Float64Array) }))
      .sort((a, b) => b.is - a.is)
    expect(found[0]?.id).toBe(exact[0]?.id)
    expect(found.map(({ similarity }) => similarity)).toEqual(
      found.map(({ similarity }) => similarity).sort((a, b) => b - a),
    )
  })

  it('forgets what was removed, takes what comes again, and sweeps while somebody searches', async () => {
    // Of 750 axes 2,000 rows are one spell.
    const vectors = made(5_000, 750)
    const index = filled(vectors)
    const twin = vectors[4_999] as Float64Array
    const before = (await index.search(twin, 1))[0]
    expect(before).toMatchObject({ id: 'p4999' })
    let breaths = 0
    const during = index.search(twin, 2, async () => {
      breaths++
      if (breaths === 1) for (let at = 0; at < 3_000; at++) index.remove(`p${at}`)
      if (breaths === 1) index.add('late', encodeVector(twin))
    })
    expect((await during)[0]?.id).toBe('p4999')
    expect(breaths).toBe(2)
    expect(index.size).toBe(2_001)
    expect((await index.search(twin, 3)).map(({ id }) => id).slice(0, 2)).toEqual(['p4999', 'late'])
    index.add('p4999', encodeVector(vectors[4_000] as Float64Array))
    expect((await index.search(twin, 1))[0]?.id).toBe('late')
    index.remove('never there')
  })

  it('says how far a row stands out: not at all among few, nor where all are alike', async () => {
    const few = filled(made(5, 16))
    expect((await few.search(made(1, 16)[0] as Float64Array, 1))[0]?.standsOut).toBe(0)
    const alike = filled(Array.from({ length: 40 }, () => Float64Array.of(1, 2, 3)))
    expect((await alike.search([1, 2, 3], 1))[0]).toMatchObject({ standsOut: 0 })
    const one = filled([...made(60, 64), Float64Array.from({ length: 64 }, () => 1)])
    const [best, second] = await one.search(
      Array.from({ length: 64 }, () => 1),
      2,
    )
    expect(best?.standsOut).toBeGreaterThan(5)
    expect(second?.standsOut).toBeLessThan(4)
  })

  it('knows nothing of vectors that are none', async () => {
    const index = filled(made(20, 4))
    expect(await index.search([0, 0, 0, 0], 3)).toEqual([])
    expect(await index.search([Number.NaN, 1, 1, 1], 3)).toEqual([])
    expect(await index.search([1, 1], 3)).toEqual([])
    expect(() => index.add('x', encodeVector([1]))).toThrow('1 axes among 4')
    index.add('none', encodeVector([0, 0, 0, 0]))
    expect((await index.search([1, 1, 1, 1], 50)).find(({ id }) => id === 'none')?.similarity).toBeCloseTo(0)
  })
})

describe('fuseRanks', () => {
  it('puts first what stands high in several lists', () => {
    expect(fuseRanks([{ ids: ['a', 'b', 'c'] }, { ids: ['c', 'd', 'b'] }])).toEqual(['c', 'b', 'a', 'd'])
    expect(fuseRanks([{ ids: ['a', 'b'] }, { ids: [] }])).toEqual(['a', 'b'])
    expect(fuseRanks([{ ids: ['a', 'b'] }, { ids: ['b', 'a'], weight: 2 }])).toEqual(['b', 'a'])
  })
})
