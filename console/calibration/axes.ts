import type { Look } from '../charts/drawing.tsx'

/** Room for the names of both axes. */
export const grid = { left: 44, right: 16, top: 36, bottom: 40 }

export const axis = ({ color }: Look) => ({
  axisLine: { lineStyle: { color: color('--n-6') } },
  axisLabel: { color: color('--n-11'), fontSize: 12 },
  splitLine: { lineStyle: { color: color('--n-6') } },
  nameTextStyle: { color: color('--n-11'), fontSize: 12 },
})
