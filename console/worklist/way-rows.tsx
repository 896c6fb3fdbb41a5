import { useText } from '../app/text.ts'

/** Ways of saying one need, the commonest first, each with how many questions put it so. */
export function WayRows({ ways }: { ways: readonly { text: string; count: number }[] }) {
  const t = useText()
  const most = Math.max(1, ...ways.map(({ count }) => count))
  return (
    <ol className="flex flex-col gap-1">
      {ways.map((way) => (
        <li key={way.text} className="grid grid-cols-[minmax(0,1fr)_64px_28px] items-center gap-2">
          <span className="line-clamp-2 [overflow-wrap:anywhere]" title={way.text}>
            {way.text}
          </span>
          <span aria-hidden className="h-1.5 rounded-sm bg-n-3">
            <span
              className="block h-full rounded-sm bg-accent"
              style={{ width: `${Math.max(4, (100 * way.count) / most)}%` }}
            />
          </span>
          <span className="text-right text-n-11 tabular" title={t('worklist.wayCountHint')}>
            {way.count}
          </span>
        </li>
      ))}
    </ol>
  )
}
