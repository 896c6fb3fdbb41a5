/**
 * One thing doctor looked at. `ok` works; `note` is worth knowing; `warning` works now and may not tomorrow; `broken`
 * keeps Attune from doing its work.
 */
export interface Finding {
  name: string
  level: 'ok' | 'note' | 'warning' | 'broken'
  found: string
  /** What to do about it. */
  needs?: string
}

export function ok(name: string, found: string): Finding {
  return { name, level: 'ok', found }
}

export function note(name: string, found: string, needs?: string): Finding {
  return { name, level: 'note', found, ...(needs === undefined ? {} : { needs }) }
}

export function warning(name: string, found: string, needs: string): Finding {
  return { name, level: 'warning', found, needs }
}

export function broken(name: string, found: string, needs: string): Finding {
  return { name, level: 'broken', found, needs }
}
