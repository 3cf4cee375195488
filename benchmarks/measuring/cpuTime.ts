/** CPU seconds (user + system) of some work: what other processes of the machine do is not in it. */
import { quantile } from './measure.ts'

const repeats = 5

/** Seconds of one round of `work`: the median of five runs of `times` rounds each, after one run to warm up. */
export function secondsOf(work: () => unknown, times = 1, before: () => void = () => {}): number {
  const measured: number[] = []
  for (let run = 0; run <= repeats; run++) {
    before()
    const start = process.cpuUsage()
    for (let i = 0; i < times; i++) work()
    const { user, system } = process.cpuUsage(start)
    if (run > 0) measured.push((user + system) / 1e6 / times)
  }
  return quantile(measured, 0.5)
}
