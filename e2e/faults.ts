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
