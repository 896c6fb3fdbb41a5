import type { ComponentChildren } from 'preact'
import type { TextBlock, TextRun } from '../../contract/index.ts'
import { safeAddress } from '../../contract/parts/safe-address.ts'

type List = Extract<TextBlock, { kind: 'list' }>

/** An answer with its looks. Every node is built here from a tree of letters: nothing that is said is read as a page. */
export function RichText({ blocks }: { blocks: readonly TextBlock[] }) {
  return (
    <div class="rich">
      {blocks.map((block, index) =>
        block.kind === 'list' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a message never change
          <Items key={index} list={block} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a message never change
          <p key={index} class="text">
            <Runs runs={block.runs} />
          </p>
        ),
      )}
    </div>
  )
}

function Items({ list }: { list: Omit<List, 'kind'> }) {
  const items = list.items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the items of a list never change
    <li key={index}>
      <span class="text">
        <Runs runs={item.runs} />
      </span>
      {item.list && <Items list={item.list} />}
    </li>
  ))
  return list.ordered ? <ol start={list.start}>{items}</ol> : <ul>{items}</ul>
}

/** Runs behind one another with the same address are one link. */
function Runs({ runs }: { runs: readonly TextRun[] }) {
  const shown: ComponentChildren[] = []
  for (let at = 0; at < runs.length; ) {
    // Looked at once more: whatever stands in a message, only these kinds of address open.
    const href = runs[at]?.href && safeAddress(runs[at]?.href ?? '')
    const from = at
    do at += 1
    while (href && at < runs.length && runs[at]?.href === runs[from]?.href)
    const words = runs.slice(from, at).map(styled)
    shown.push(
      href ? (
        <a key={from} href={href} target="_blank" rel="noopener noreferrer nofollow">
          {words}
        </a>
      ) : (
        words
      ),
    )
  }
  return <>{shown}</>
}

function styled({ text, bold, italic }: TextRun) {
  const words = italic ? <em>{text}</em> : text
  return bold ? <strong>{words}</strong> : words
}
