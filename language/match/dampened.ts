/** What dampens an amount: so much, and so much for each unit of the passage's length. */
export type Norm = readonly [base: number, slope: number]

/** The dampened amount of BM25 (Robertson and Zaragoza 2009), between 0 and 1 + saturation. */
export function dampened(amount: number, length: number, [base, slope]: Norm, saturation: number): number {
  return ((1 + saturation) * amount) / (amount + base + slope * length)
}
