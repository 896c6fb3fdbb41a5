import { autoLink } from './auto-link.ts'

/** Plain text; only addresses of the web become links. What grows does so by pieces: only a new one is read out. */
export function LinkedText({ text, pieces }: { text: string; pieces?: readonly string[] | undefined }) {
  return (
    <p class="text">
      {pieces === undefined
        ? linked(text)
        : // biome-ignore lint/suspicious/noArrayIndexKey: what has been said does not change
          pieces.map((piece, index) => <span key={index}>{linked(piece)}</span>)}
    </p>
  )
}

const linked = (text: string) =>
  autoLink(text).map((piece, index) =>
    piece.href === undefined ? (
      piece.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change
      <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
        {piece.text}
      </a>
    ),
  )
