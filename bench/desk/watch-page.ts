interface Seen {
  rows: number
  articles: number
  longTasks: number
  longestTask: number
  jump: number
}

declare global {
  interface Window {
    benchReset(): void
    benchSeen(): Seen
    benchTop(): number
    benchLogTop(): number
    benchFirstShown(): boolean
    benchOpen(index: number): Promise<number>
    benchWatchJumps(planted: boolean): void
    benchSlowScroll(): void
    benchMoreRows(): void
  }
}

/** Runs inside the page before anything of it: counts rows, long tasks and jumps. Must stand by itself. */
export function watchPage(): void {
  const seen: Seen = { rows: 0, articles: 0, longTasks: 0, longestTask: 0, jump: 0 }
  const list = () => document.querySelector('section[aria-label="Conversations"] ul')
  const log = () => document.querySelector('[role=log]')
  new PerformanceObserver((entries) => {
    for (const entry of entries.getEntries()) {
      seen.longTasks += 1
      seen.longestTask = Math.max(seen.longestTask, entry.duration)
    }
  }).observe({ type: 'longtask' })
  const look = () => {
    seen.rows = Math.max(seen.rows, list()?.children.length ?? 0)
    seen.articles = Math.max(seen.articles, log()?.querySelectorAll('[data-index]').length ?? 0)
    requestAnimationFrame(look)
  }
  requestAnimationFrame(look)

  window.benchReset = () =>
    Object.assign(seen, { rows: 0, articles: 0, longTasks: 0, longestTask: 0, jump: 0 })
  window.benchSeen = () => ({ ...seen })
  window.benchTop = () => list()?.parentElement?.scrollTop ?? 0
  window.benchLogTop = () => log()?.parentElement?.scrollTop ?? 1
  window.benchFirstShown = () =>
    log()?.querySelector('[data-index="0"]')?.textContent?.includes('Show') === false &&
    document.querySelector('[role=log] [data-index="0"]') !== null &&
    window.benchLogTop() === 0

  // From the click until the last words are there and painted.
  window.benchOpen = (index) =>
    new Promise((resolve) => {
      const links = [...(list()?.querySelectorAll('a') ?? [])].sort(
        (one, other) => one.getBoundingClientRect().top - other.getBoundingClientRect().top,
      )
      const link = links[index] as HTMLAnchorElement
      const id = link.getAttribute('href')?.split('?')[0] ?? ''
      const begun = performance.now()
      link.click()
      const wait = () => {
        const scroller = log()?.parentElement
        const atEnd =
          scroller &&
          scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 48 &&
          scroller.scrollHeight > 3_000
        if (location.pathname === id && atEnd && (log()?.querySelectorAll('article').length ?? 0) > 3)
          requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)))
        else requestAnimationFrame(wait)
      }
      wait()
    })

  // A message that stands in the page in two frames may move by what was scrolled, and by nothing else.
  window.benchWatchJumps = (planted) => {
    let before = new Map<string, number>()
    let topBefore = 0
    let countBefore = 0
    const compare = () => {
      const scroller = log()?.parentElement
      if (scroller) {
        const now = new Map<string, number>()
        for (const one of log()?.querySelectorAll('article') ?? [])
          now.set(`${one.textContent}`, one.getBoundingClientRect().top)
        const grew = scroller.scrollHeight - countBefore
        // Only when rows came in above: then the place must be kept.
        if (grew > 2_000 && countBefore > 0) {
          const shared = [...now].filter(([key]) => before.has(key))
          const moved = shared.map(([key, top]) => top - (before.get(key) ?? 0))
          const typical = moved.sort((a, b) => a - b)[Math.floor(moved.length / 2)]
          // What the wheel moved meanwhile is at most one turn of it.
          if (typical !== undefined) seen.jump = Math.max(seen.jump, Math.abs(typical) - 400 * 2)
          else seen.jump = Math.max(seen.jump, 9_999)
        }
        if (planted && grew > 2_000 && countBefore > 0) scroller.scrollTop -= 1_500
        before = now
        topBefore = scroller.scrollTop
        countBefore = scroller.scrollHeight
      }
      requestAnimationFrame(compare)
    }
    void topBefore
    requestAnimationFrame(compare)
  }
  window.benchSlowScroll = () => {
    list()?.parentElement?.addEventListener('scroll', () => {
      const until = performance.now() + 60
      while (performance.now() < until);
    })
  }
  window.benchMoreRows = () => {
    for (let more = 0; more < 150; more += 1) list()?.append(document.createElement('li'))
  }
}
