import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const PROGRAMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]

const WORDS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
]

/** Starts the system's Chromium without a window. Close it in `afterAll`. Throws one sentence where there is none. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = PROGRAMS.find((path) => existsSync(path))
  if (!executablePath) {
    throw new Error(
      'The browser journeys need Chromium or Chrome; on Debian: apt-get install chromium fonts-noto-cjk',
    )
  }
  // Chromium's own sandbox does not work for root.
  const words = process.getuid?.() === 0 ? ['--no-sandbox', ...WORDS] : WORDS
  return chromium.launch({ executablePath, headless: true, args: words, timeout: 30_000 })
}
