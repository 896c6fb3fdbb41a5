import { Fragment, type ReactNode } from 'react'
import type { TextBlock, TextRun } from '../../contract/parts/rich-text.ts'
import { safeAddress } from '../../contract/parts/safe-address.ts'

type List = Omit<Extract<TextBlock, { kind: 'list' }>, 'kind'>

/** An answer with its looks. Every node is built here from a tree of letters: nothing that is said is read as a page. */
export function RichText({ blocks }: { blocks: readonly TextBlock[] }) {
  return (
    <div className="flex flex-col gap-1.5 leading-[1.55] [overflow-wrap:anywhere]">
      {blocks.map((block, index) =>
        block.kind === 'list' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a message never change
          <Items key={index} list={block} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of a message never change
          <p key={index} className="whitespace-pre-wrap">
            <Runs runs={block.runs} />
          </p>
        ),
      )}
    </div>
  )
}

function Items({ list }: { list: List }) {
  const items = list.items.map((item, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the items of a list never change
    <li key={index}>
      <span className="whitespace-pre-wrap">
        <Runs runs={item.runs} />
      </span>
      {item.list && <Items list={item.list} />}
    </li>
  ))
  return list.ordered ? (
    <ol start={list.start} className="list-decimal ps-6">
      {items}
    </ol>
  ) : (
    <ul className="list-disc ps-5">{items}</ul>
  )
}

/** Runs behind one another with the same address are one link. */
function Runs({ runs }: { runs: readonly TextRun[] }) {
  const shown: ReactNode[] = []
  for (let at = 0; at < runs.length; ) {
    const given = runs[at]?.href
    // Looked at once more: whatever stands in a message, only these kinds of address open.
    const href = given === undefined ? undefined : safeAddress(given)
    const from = at
    do at += 1
    while (href !== undefined && at < runs.length && runs[at]?.href === given)
    // biome-ignore lint/suspicious/noArrayIndexKey: the runs of a message never change
    const words = runs.slice(from, at).map((run, index) => <Styled key={index} run={run} />)
    shown.push(
      href === undefined ? (
        <Fragment key={from}>{words}</Fragment>
      ) : (
        <a
          key={from}
          href={href}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="text-accent underline underline-offset-2"
        >
          {words}
        </a>
      ),
    )
  }
  return <>{shown}</>
}

function Styled({ run: { text, bold, italic } }: { run: TextRun }) {
  const words = italic ? <em>{text}</em> : text
  return bold ? <strong className="font-semibold">{words}</strong> : words
}
