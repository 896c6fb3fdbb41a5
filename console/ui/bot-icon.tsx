import { createLucideIcon } from 'lucide-react'

/** The assistant's mark drawn in one line: lists show it in every row, and each element of a row costs time to scroll. */
export const BotIcon = createLucideIcon('bot', [
  [
    'path',
    {
      d: 'M12 8V4H8M6 8h12a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2v-8a2 2 0 0 1 2-2zM2 14h2M20 14h2M15 13v2M9 13v2',
      key: 'bot',
    },
  ],
])
