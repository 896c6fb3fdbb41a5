import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'

const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const CHINESE_FONT = '/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc'

/**
 * Makes sure the browser journeys have a Chromium and a Chinese font, installing Debian's when we may. Elsewhere says
 * in one sentence what to install and lets the journeys fail by themselves.
 */
export async function ensureBrowser() {
  const browser = PROGRAMS.some((path) => existsSync(path))
  const font = existsSync(CHINESE_FONT) || process.platform !== 'linux'
  if (browser && font) return
  const missing = [...(browser ? [] : ['chromium']), ...(font ? [] : ['fonts-noto-cjk'])]
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    if (!browser)
      console.log('The browser journeys need Chromium or Chrome in /usr/bin; install one and run again.')
    return
  }
  console.log(`Installing ${missing.join(' and ')} for the browser journeys …`)
  const begun = Date.now()
  const ticking = setInterval(
    () => console.log(`  still installing, ${Math.round((Date.now() - begun) / 1000)} s`),
    5_000,
  )
  try {
    const words = ['install', '-y', '--no-install-recommends', '-q', ...missing]
    const done = (await aptGet(['update', '-q'])) && (await aptGet(words))
    console.log(
      done
        ? 'Installed'
        : `apt-get could not install ${missing.join(' and ')}; the browser journeys may fail.`,
    )
  } finally {
    clearInterval(ticking)
  }
}

function aptGet(words) {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const child = spawn('apt-get', words, { stdio: ['ignore', 'ignore', 'inherit'], env: environment })
  return new Promise((resolve) => {
    child.once('error', () => resolve(false))
    child.once('close', (code) => resolve(code === 0))
  })
}
