import type { Locale } from '../../../contract/ids.ts'
import type { WrapUpCategory } from '../../../contract/workspace/desk-settings.ts'

export interface Leaf {
  id: string
  /** Names from the top down, in the reader's language. */
  path: string
  /** The names in both languages, to search in. */
  all: string
}

const nameIn = ({ en, zh }: WrapUpCategory['name'], locale: Locale): string =>
  locale === 'zh-CN' ? zh || en : en || zh

export const pathText = (path: readonly WrapUpCategory['name'][], locale: Locale): string =>
  path.map((name) => nameIn(name, locale)).join(' › ')

/** What can be chosen: categories with nothing below them, in the order of the tree. */
export function categoryLeaves(categories: readonly WrapUpCategory[], locale: Locale): Leaf[] {
  const below = (parentId: string | undefined) => categories.filter((one) => one.parentId === parentId)
  const walk = (category: WrapUpCategory, above: readonly WrapUpCategory[]): Leaf[] => {
    const line = [...above, category]
    const children = below(category.id)
    if (children.length > 0) return children.flatMap((one) => walk(one, line))
    return [
      {
        id: category.id,
        path: pathText(
          line.map((one) => one.name),
          locale,
        ),
        all: line.map((one) => `${one.name.en} ${one.name.zh}`).join(' '),
      },
    ]
  }
  return below(undefined).flatMap((one) => walk(one, []))
}

/** The tree as lines with how deep each stands, and back again: how it is edited. */
export interface CategoryLine {
  id: string
  depth: number
  en: string
  zh: string
}

export function toLines(categories: readonly WrapUpCategory[]): CategoryLine[] {
  const walk = (parentId: string | undefined, depth: number): CategoryLine[] =>
    categories
      .filter((one) => one.parentId === parentId)
      .flatMap((one) => [{ id: one.id, depth, ...one.name }, ...walk(one.id, depth + 1)])
  return walk(undefined, 0)
}

export function fromLines(lines: readonly CategoryLine[]): WrapUpCategory[] {
  const above: CategoryLine[] = []
  return lines.map((line) => {
    // A line cannot stand deeper than one below the line before it.
    const depth = Math.min(line.depth, above.length)
    above.length = depth
    const parent = above.at(-1)
    above.push(line)
    return {
      id: line.id,
      ...(parent ? { parentId: parent.id } : {}),
      name: { en: line.en.trim(), zh: line.zh.trim() },
    }
  })
}
