/** Milliseconds for which this thread has had a processor: how long something takes, whatever else the machine does meanwhile. */
export function processorTime(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}
