import { Tabs as RadixTabs } from 'radix-ui'
import type { ReactNode } from 'react'

/** Tabs over panels; only the chosen panel is in the page. */
export function Tabs<Value extends string>({
  value,
  onChange,
  label,
  tabs,
}: {
  value: Value
  onChange: (value: Value) => void
  label: string
  tabs: readonly { value: Value; title: ReactNode; content: ReactNode }[]
}) {
  return (
    <RadixTabs.Root
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      className="flex min-h-0 flex-1 flex-col"
    >
      <RadixTabs.List aria-label={label} className="flex shrink-0 gap-1 overflow-x-auto border-b px-3">
        {tabs.map((tab) => (
          <RadixTabs.Trigger
            key={tab.value}
            value={tab.value}
            className="-mb-px h-9 border-b-2 border-transparent px-2 whitespace-nowrap text-n-11 hover:text-n-12 data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-n-12"
          >
            {tab.title}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {tabs.map((tab) => (
        <RadixTabs.Content
          key={tab.value}
          value={tab.value}
          className="min-h-0 flex-1 overflow-y-auto outline-none"
        >
          {tab.content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  )
}
