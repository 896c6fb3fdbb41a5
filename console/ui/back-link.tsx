import { createLink } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import type { ComponentProps } from 'react'

/** Back to the list, where a phone shows either the list or what was opened of it. Its label is read aloud. */
export const BackLink = createLink(({ label, href, ...rest }: ComponentProps<'a'> & { label: string }) => (
  <a
    {...rest}
    href={href}
    aria-label={label}
    className="flex size-9 items-center justify-center rounded-md text-n-11 hover:bg-n-4 md:hidden [&_svg]:size-4"
  >
    <ArrowLeft />
  </a>
))
