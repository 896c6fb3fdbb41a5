import type { Reporter, SerializedError, TestModule } from 'vitest/node'

/**
 * Prints `N passed, N failed` alone on the last line, for a continuous integration that does not know vitest.
 * A file that could not be loaded, a suite whose hook broke and an unhandled error count as one failure each;
 * skipped tests count as neither.
 */
export default class CiReporter implements Reporter {
  #line = '0 passed, 0 failed'

  onInit() {
    // Other reporters still write while the run ends; at the exit nobody does.
    process.once('exit', () => process.stdout.write(`\n${this.#line}\n`))
  }

  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]) {
    const { passed, failed } = countResults(modules, unhandled.length)
    this.#line = `${passed} passed, ${failed} failed`
    for (const name of retried(modules)) process.stdout.write(`passed only when tried again: ${name}\n`)
  }
}

function retried(modules: readonly TestModule[]) {
  return modules.flatMap((module) =>
    [...module.children.allTests('passed')]
      .filter((test) => (test.diagnostic()?.retryCount ?? 0) > 0)
      .map((test) => `${module.relativeModuleId} > ${test.fullName}`),
  )
}

function countResults(modules: readonly TestModule[], unhandled: number) {
  let passed = 0
  let failed = unhandled
  for (const module of modules) {
    passed += [...module.children.allTests('passed')].length
    failed += [...module.children.allTests('failed')].length
    failed += module.errors().length
    for (const suite of module.children.allSuites()) failed += suite.errors().length
  }
  return { passed, failed }
}
