import { pairsAndWords, wordsWithoutStopWords } from '../retrieval/plain-bm25.ts'
import { loadPeer } from './install-peers.ts'

/** A search engine under comparison; documents have a title and a text. */
export interface Searcher {
  add(document: SearchedDocument): void
  search(question: string, limit: number): string[]
}

export interface SearchedDocument {
  id: string
  title: string
  text: string
}

export interface SearchPeer {
  name: string
  /** What is tried on the tasks that may be tuned on. */
  configurations: { name: string; make: () => Searcher }[]
  /** For many passages: words alone, and all else as the engine has it from itself. */
  large: () => Searcher
}

const textOf = (terms: 'words' | 'pairs') => (terms === 'words' ? wordsWithoutStopWords : pairsAndWords)

interface MiniSearchInstance {
  add(document: SearchedDocument): void
  search(question: string, options?: object): { id: string }[]
}
type MiniSearchClass = new (options: object) => MiniSearchInstance

function miniSearch(terms: 'words' | 'pairs', title = 1, relevance?: object): Searcher {
  const MiniSearch = loadPeer<MiniSearchClass>('minisearch')
  const index = new MiniSearch({
    fields: ['title', 'text'],
    tokenize: textOf(terms),
    searchOptions: { boost: { title }, ...(relevance === undefined ? {} : { bm25: relevance }) },
  })
  return {
    add: (document) => index.add(document),
    search: (question, limit) =>
      index
        .search(question)
        .slice(0, limit)
        .map((hit) => hit.id),
  }
}

interface OramaModule {
  create(options: object): unknown
  insert(index: unknown, document: object): string | Promise<string>
  search(index: unknown, query: object): { hits: { id: string }[] } | Promise<{ hits: { id: string }[] }>
}

// No pairs of words here: it matches beginnings, and every pair begins with its first word; that took a second a question and found less.
function orama(options: { stemming?: boolean; title?: number; relevance?: object } = {}): Searcher {
  const { create, insert, search } = loadPeer<OramaModule>('@orama/orama')
  const { stopwords } = loadPeer<{ stopwords: string[] }>('@orama/stopwords/english')
  const { stemming = false, title = 1, relevance } = options
  const index = create({
    schema: { title: 'string', text: 'string' },
    components: { tokenizer: { language: 'english', stemming, stopWords: stopwords } },
  })
  return {
    add: (document) => void insert(index, document),
    search: (question, limit) => {
      const found = search(index, { term: question, limit, boost: { title }, relevance })
      if (found instanceof Promise) throw new Error('Orama answered later')
      return found.hits.map((hit) => hit.id)
    },
  }
}

interface FlexSearchModule {
  Index: new (
    options: object,
  ) => {
    add(id: string, text: string): unknown
    search(question: string, options: object): string[]
  }
}

function flexSearch(options: {
  tokenize: 'strict' | 'forward' | 'full'
  terms?: 'words' | 'pairs'
  context?: boolean
}): Searcher {
  const { Index } = loadPeer<FlexSearchModule>('flexsearch')
  const index = new Index({
    tokenize: options.tokenize,
    encode: textOf(options.terms ?? 'words'),
    ...(options.context ? { context: true } : {}),
  })
  return {
    add: (document) => void index.add(document.id, `${document.title} ${document.text}`),
    // Without `suggest` only what holds every word is found: nothing, for a question of a hundred.
    search: (question, limit) => index.search(question, { limit, suggest: true }),
  }
}

/** Usual choices of each: stop words, pairs of words or parts of words, the title's weight, how amounts are dampened. */
export const searchPeers: readonly SearchPeer[] = [
  {
    name: 'MiniSearch',
    configurations: [
      { name: 'words', make: () => miniSearch('words') },
      { name: 'words, title 2', make: () => miniSearch('words', 2) },
      { name: 'words and pairs', make: () => miniSearch('pairs') },
      { name: 'words and pairs, title 2', make: () => miniSearch('pairs', 2) },
      { name: 'words and pairs, title 3', make: () => miniSearch('pairs', 3) },
      { name: 'words and pairs, title 4', make: () => miniSearch('pairs', 4) },
      {
        name: 'words and pairs, title 3, b .9',
        make: () => miniSearch('pairs', 3, { k: 1.2, b: 0.9, d: 0.5 }),
      },
      { name: 'words and pairs, title 3, d 0', make: () => miniSearch('pairs', 3, { k: 1.2, b: 0.7, d: 0 }) },
      { name: 'words and pairs, title 3, k 3', make: () => miniSearch('pairs', 3, { k: 3, b: 0.7, d: 0.5 }) },
    ],
    large: () => miniSearch('words'),
  },
  {
    name: 'Orama',
    configurations: [
      { name: 'stop words', make: () => orama() },
      { name: 'stop words, stems', make: () => orama({ stemming: true }) },
      { name: 'stop words, title 2', make: () => orama({ title: 2 }) },
      { name: 'stop words, title 3', make: () => orama({ title: 3 }) },
      {
        name: 'stop words, title 2, b .9',
        make: () => orama({ title: 2, relevance: { k: 1.2, b: 0.9, d: 0.5 } }),
      },
      {
        name: 'stop words, title 2, d 0',
        make: () => orama({ title: 2, relevance: { k: 1.2, b: 0.75, d: 0 } }),
      },
    ],
    large: () => orama(),
  },
  {
    name: 'FlexSearch',
    configurations: [
      { name: 'words', make: () => flexSearch({ tokenize: 'strict' }) },
      { name: 'words in context', make: () => flexSearch({ tokenize: 'strict', context: true }) },
      { name: 'words and pairs', make: () => flexSearch({ tokenize: 'strict', terms: 'pairs' }) },
      {
        name: 'words and pairs in context',
        make: () => flexSearch({ tokenize: 'strict', terms: 'pairs', context: true }),
      },
      { name: 'beginnings of words', make: () => flexSearch({ tokenize: 'forward' }) },
      { name: 'all parts of words', make: () => flexSearch({ tokenize: 'full' }) },
    ],
    large: () => flexSearch({ tokenize: 'strict' }),
  },
]
