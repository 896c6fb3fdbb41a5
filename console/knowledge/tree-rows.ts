import type { Category } from '../../contract/knowledge/order.ts'

export interface TreeRow {
  category: Category
  depth: number
  name: string
  /** Entries in it and below. */
  total: number
}

/** Categories as rows from the top down, each with its depth and what is below it counted in. */
export function rowsOf(categories: readonly Category[], locale: 'en' | 'zh-CN'): TreeRow[] {
  const below = (parentId: string | null, depth: number): TreeRow[] =>
    categories
      .filter((category) => category.parentId === parentId)
      .flatMap((category) => {
        const inside = below(category.id, depth + 1)
        const direct = inside.filter((row) => row.depth === depth + 1)
        const total = category.entries + direct.reduce((sum, row) => sum + row.total, 0)
        return [{ category, depth, name: nameIn(category.name, locale), total }, ...inside]
      })
  return below(null, 0)
}

export function nameIn(name: Category['name'], locale: 'en' | 'zh-CN'): string {
  return (locale === 'zh-CN' ? (name.zh ?? name.en) : (name.en ?? name.zh)) ?? ''
}
