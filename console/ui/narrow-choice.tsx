import { classNames } from './class-names.ts'
import { Select } from './field.tsx'

interface Props<Key extends string> {
  label: string
  items: readonly { key: Key; label: string }[]
  chosen: Key
  onChoose: (key: Key) => void
  className?: string
}

/** On a phone, in place of a row of sections or columns too long for it; nothing there is pushed sideways. */
export function NarrowChoice<Key extends string>({ label, items, chosen, onChoose, className }: Props<Key>) {
  return (
    <div className={classNames('md:hidden', className)}>
      <Select aria-label={label} value={chosen} onChange={(event) => onChoose(event.target.value as Key)}>
        {items.map((item) => (
          <option key={item.key} value={item.key}>
            {item.label}
          </option>
        ))}
      </Select>
    </div>
  )
}
