/** A document of the set, as its file says it. */
export interface SourceDocument {
  id: string
  title: string
  content: string
}

/** One line of a document that says something that can be right or wrong. */
export interface SourceClaim {
  line: number
  /** `pair`: a name and its value ("Annual fee: $30"); `sentence`: a sentence of its own. */
  kind: 'pair' | 'sentence'
  /** The line without its list sign; a pair as "name: value". */
  text: string
}

const listSign = /^(?:[-*•]|\d{1,2}[.)]|[a-z][.)])\s+/
/** What stands in for a value that was never filled in, program text, tables' rulers, names of tools. */
const unusable =
  /\[value not available\]|[{}`<>~≈×÷=]|\b\w+_\w+|https?:|^\|?[\s|:-]+$|\*\*|\bT months\b|\?$|"/
const verb =
  /\b(?:is|are|was|will|can|cannot|may|must|should|do|does|has|have|qualif\w+|earns?|receives?|applies|apply|takes?|remains?|counts?|posts?|includes?|requires?|provides?|covers?|costs?|reduces?|offers?|appears?|stays?|ends?|begins?|starts?|you|your)\b/i
const imperative =
  /^[A-Z][a-z]+(?: [a-z]+){0,3} (?:the|your|a|an|any|all|this|that|to|with|at|in|for|on|it)\b/

/** The lines of a document that can be said in other words. Headings, questions, code and rows of three columns are left out. */
export function sourceClaims(document: SourceDocument): SourceClaim[] {
  const claims: SourceClaim[] = []
  document.content.split('\n').forEach((raw, line) => {
    const trimmed = raw.trim()
    if (trimmed === '' || trimmed.startsWith('#')) return
    const cells = /^\|([^|]+)\|([^|]+)\|$/.exec(trimmed)
    const isRow = cells !== null && /\d|\b(?:yes|no)\b/i.test(cells[2] ?? '')
    if (trimmed.startsWith('|') && !isRow) return
    const text = isRow
      ? `${cells?.[1]?.trim()}: ${cells?.[2]?.trim()}`
      : trimmed.replace(listSign, '').replace(/\s+/g, ' ')
    if (unusable.test(text)) return
    const pair = /^([A-Z][^:.;]{3,60}): ([^:.;]{0,4}\d[^:;]{0,28}|Yes|No)\.?$/.exec(text)
    if (pair !== null && !/\.\s/.test(text)) {
      claims.push({ line, kind: 'pair', text: `${pair[1]}: ${pair[2]?.replace(/\.$/, '')}` })
      return
    }
    for (const sentence of text.split(/(?<=[a-z)%\d][.!])\s+(?=[A-Z])/)) {
      const words = sentence.split(' ').length
      if (words < 6 || words > 34 || !/^[A-Z$\d]/.test(sentence) || sentence.endsWith(':')) continue
      if (!verb.test(sentence) && !imperative.test(sentence)) continue
      claims.push({ line, kind: 'sentence', text: sentence.replace(/[.!;]$/, '') })
    }
  })
  return claims
}

/** What a title is about where it begins with a product's name: "World Blue: How to Avoid Monthly Fees". */
export function productOf(title: string): string | undefined {
  const name = /^([A-Z][\w’'+-]*(?: [A-Z(][\w’'+)-]*){0,4}): /.exec(title)?.[1]
  return name === undefined ||
    /^(?:Internal|Overview|Guide|FAQ|How|Getting|Note|Trouble\w*|Fix\w*|Under\w*|Manag\w*|User Roles|What|When|Why|Key)\b/.test(
      name,
    )
    ? undefined
    : name
}
