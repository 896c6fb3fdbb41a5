import { autoLink } from './auto-link.ts'

/** Plain text; only addresses of the web become links. */
export function LinkedText({ text }: { text: string }) {
  return (
    <p class="text">
      {autoLink(text).map((piece, index) =>
        piece.href === undefined ? (
          piece.text
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a text never change
          <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
            {piece.text}
          </a>
        ),
      )}
    </p>
  )
}
