const paths = {
  chat: 'M4 5.5h16v11H9.5L5 20v-3.5H4z',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  send: 'M12 19V5M6 11l6-6 6 6',
  machine: 'M5 9h14v10H5zM12 9V5M9 13.5v1.5M15 13.5v1.5M10 5h4',
  person: 'M12 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM5 20c.6-3.6 3.4-5.5 7-5.500s6.4 1.9 7 5.5',
  check: 'M5 12.500l4.5 4.500L19 7.5',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5l3 2',
  document: 'M7 3.500h7l4 4v13H7zM14 3.500v4h4M10 12h5M10 16h5',
  alert: 'M12 4l9 16H3zM12 10v4.500M12 17.200v.3',
  attach:
    'M19 11.5l-7.3 7.3a4.5 4.5 0 0 1-6.4-6.4l8-8a3 3 0 0 1 4.3 4.3l-7.7 7.6a1.5 1.5 0 0 1-2.2-2.2l7-6.9',
  camera: 'M4 8h3.500L9 5.500h6L16.500 8H20v11H4zM12 16.500a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  again: 'M19 12a7 7 0 1 1-2.200-5.100M19 4v4h-4',
  out: 'M14 5h5v5M19 5l-8 8M17 14v5H5V7h5',
  reply: 'M4 6h16v12H4zM4 7l8 6 8-6',
} as const

/** A decorative line icon; its meaning always stands beside it as text or as the button’s name. */
export function Icon({ name, size = 16 }: { name: keyof typeof paths; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="1.8"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      <path d={paths[name]} />
    </svg>
  )
}
