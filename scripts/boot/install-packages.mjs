import { spawn } from 'node:child_process'
import { holdLock } from './hold-lock.mjs'
import { arePackagesReady, writeStamp } from './packages.mjs'
import { refusal } from './refusal.mjs'

const NPM_WORDS = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=dev', '--include=optional']

/** Installs what package-lock.json pins, once, however many processes ask at the same time. */
export function installPackages(root) {
  return holdLock(root, 'install', 'Another process is installing the packages', async () => {
    if (arePackagesReady(root)) return
    console.log('Installing packages …')
    const begun = Date.now()
    const seconds = () => Math.round((Date.now() - begun) / 1000)
    const ticking = setInterval(() => console.log(`  still installing, ${seconds()} s`), 5_000)
    try {
      await npm(root)
    } finally {
      clearInterval(ticking)
    }
    writeStamp(root)
    console.log(`Packages installed in ${seconds()} s`)
  })
}

function npm(root) {
  // Under `npm start` this names npm's own program, so no second npm from the path can get in between.
  const script = process.env.npm_execpath
  const [program, words] = script?.endsWith('.js')
    ? [process.execPath, [script, ...NPM_WORDS]]
    : ['npm', NPM_WORDS]
  const child = spawn(program, [...words, '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  child.stdout.resume()
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(refusal(`npm cannot be run: ${error.message}`)))
    child.once('close', (code) => {
      if (code === 0) resolve()
      else
        reject(
          refusal(
            'The packages could not be installed; the lines above say why. Then run the same command again.',
          ),
        )
    })
  })
}
