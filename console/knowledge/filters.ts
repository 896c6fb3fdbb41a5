/** Ways to narrow the list, as the server knows them; without the contract's schemas, which the entry page does not need. */
export const entryFilters = [
  'published',
  'draft',
  'in-review',
  'archived',
  'expiring',
  'expired',
  'not-yet',
  'never-hit',
  'conflict',
  'with-topic',
  'without-topic',
] as const

/** What the knowledge page keeps in its address. */
export interface KnowledgeSearch {
  search?: string | undefined
  filter?: (typeof entryFilters)[number] | undefined
  category?: string | undefined
  base?: string | undefined
}
