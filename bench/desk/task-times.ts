interface TraceEvent {
  name: string
  ph: string
  pid: number
  tid: number
  dur?: number
  tdur?: number
  args?: { name?: string }
}

export interface TaskTimes {
  /** Tasks of pages' main threads that used the processor for longer than the limit. */
  long: number
  longestMs: number
}

/**
 * What tasks of the pages' main threads used of the processor, from a trace of `toplevel`. Unlike the time on the wall this is the
 * product's own, whatever else the machine does meanwhile.
 */
export function taskTimes(trace: Buffer, limitMs: number): TaskTimes {
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: TraceEvent[] }
  const main = new Set(
    traceEvents
      .filter((event) => event.name === 'thread_name' && event.args?.name === 'CrRendererMain')
      .map((event) => `${event.pid} ${event.tid}`),
  )
  const tasks = traceEvents.filter(
    (event) =>
      event.name === 'ThreadControllerImpl::RunTask' &&
      event.tdur !== undefined &&
      main.has(`${event.pid} ${event.tid}`),
  )
  if (tasks.length === 0) throw new Error('the trace holds no tasks of a page')
  const times = tasks.map((event) => (event.tdur ?? 0) / 1000)
  return {
    long: times.filter((time) => time > limitMs).length,
    longestMs: times.reduce((most, time) => Math.max(most, time), 0),
  }
}
