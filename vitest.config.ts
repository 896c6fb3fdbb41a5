import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

// As `npm run` has it: the processes that tests start, and those that these start, compile what they run once.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '.cache/compiled')

const KEPT_OUT = ['**/node_modules/**', 'dist/**', 'data/**', '.cache/**']
const SETUP = ['./testing/run/equal-priority.ts']

export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', './testing/run/ci-reporter.ts'],
    // Once for the whole run: what it provides is seen by both projects.
    globalSetup: './testing/run/database-server.ts',
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            '{language,contract,server,cli,testing,scripts,packs,bench,widget,console,examples}/**/*.test.ts',
          ],
          exclude: KEPT_OUT,
          setupFiles: SETUP,
          // Nothing takes so long but on a machine that does much else meanwhile; polling gives up before.
          testTimeout: 60_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
        },
      },
      {
        test: {
          name: 'journeys',
          include: ['e2e/**/*.test.ts'],
          exclude: KEPT_OUT,
          setupFiles: SETUP,
          testTimeout: 90_000,
          hookTimeout: 120_000,
          expect: { poll: { timeout: 20_000 } },
          // A browser on a busy build machine may stumble; the summary names every test that did.
          retry: process.env.CI ? 2 : 0,
        },
      },
      // No tests: what scripts/take-pictures.ts runs. It wants what journeys want, a whole server with a week behind it.
      ...(process.env.ATTUNE_PICTURES === undefined
        ? []
        : [{ test: { name: 'pictures', include: ['e2e/demo/pictures.ts'], testTimeout: 1_200_000 } }]),
    ],
  },
})
