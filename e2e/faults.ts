import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

// The engine of the declared package, wherever npm put it.
const declared = createRequire(import.meta.url).resolve('@axe-core/playwright')
const source = readFileSync(createRequire(declared).resolve('axe-core/axe.min.js'), 'utf8')

interface Axe {
  run(
    context: object,
    options: object,
  ): Promise<{
    violations: {
      id: string
      impact: string | null
      nodes: { target: unknown[]; any: { message: string }[] }[]
    }[]
  }>
}

/** Serious and critical violations of what assistive technology needs, one line each. */
export async function faultsOf(page: Page, screen: string, rules?: readonly string[]): Promise<string[]> {
  if (await page.evaluate(() => !('axe' in globalThis))) await page.evaluate(source)
  const found = await page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const { violations } = await axe.run(
      // What an admin's own site shows in a frame is not ours.
      { include: [['html']], exclude: [['iframe']] },
      { resultTypes: ['violations'], ...(only ? { runOnly: { type: 'rule', values: only } } : {}) },
    )
    return violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.map(({ target, any }) => `${target.join(' ')}: ${any[0]?.message ?? ''}`),
    }))
  }, rules)
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${screen}: ${id} at ${node}`))
}

const phone = { width: 360, height: 740 }

/** What a phone would have to be pushed sideways for, one line each; the page is as wide as before afterwards. */
export async function sidewaysOf(page: Page, screen: string): Promise<string[]> {
  const before = page.viewportSize()
  await page.setViewportSize(phone)
  const found = await page.evaluate(async () => {
    await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${element.getAttribute('class')}`
    const lines: string[] = []
    const width = document.scrollingElement?.scrollWidth ?? 0
    if (width > innerWidth) lines.push(`the page is ${width} wide`)
    // A table of figures may be moved in its own box, where the first column of each row stays.
    const mayMove = (element: Element) => {
      const box = element.closest('[data-wide]')
      const first = [...(box?.querySelectorAll('tr > :first-child') ?? [])]
      return first.length > 0 && first.every((cell) => getComputedStyle(cell).left === '0px')
    }
    for (const element of document.querySelectorAll('*')) {
      if (mayMove(element)) continue
      const { overflowX, visibility } = getComputedStyle(element)
      const { right, width } = element.getBoundingClientRect()
      if (['auto', 'scroll'].includes(overflowX) && element.scrollWidth > element.clientWidth + 1)
        lines.push(`${name(element)} is ${element.scrollWidth} in ${element.clientWidth}`)
      else if (element.matches('a, button, input, select, textarea') && visibility === 'visible')
        if (width > 1 && right > innerWidth + 1) lines.push(`${name(element)} ends at ${Math.round(right)}`)
    }
    return lines
  })
  if (before !== null) await page.setViewportSize(before)
  return found.map((line) => `${screen}: ${line}`)
}
