import { describe, expect, it } from 'vitest'
import { taskTimes } from './task-times.ts'

const name = { name: 'thread_name', ph: 'M', pid: 1, tid: 7, args: { name: 'CrRendererMain' } }
const task = (ms: number, tid = 7) => ({
  name: 'ThreadControllerImpl::RunTask',
  ph: 'X',
  pid: 1,
  tid,
  dur: ms * 5000,
  tdur: ms * 1000,
})
const trace = (traceEvents: object[]) => Buffer.from(JSON.stringify({ traceEvents }))

describe('taskTimes', () => {
  it('counts what used the main thread for longer than the limit, not what waited or ran elsewhere', () => {
    expect(taskTimes(trace([name, task(12), task(30), task(90, 8)]), 50)).toEqual({ long: 0, longestMs: 30 })
    expect(taskTimes(trace([name, task(12), task(51), task(300)]), 50)).toEqual({ long: 2, longestMs: 300 })
  })
  it('refuses a trace that says nothing', () => {
    expect(() => taskTimes(trace([name]), 50)).toThrow('no tasks')
  })
})
