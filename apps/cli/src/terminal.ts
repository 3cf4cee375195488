/** Progress and notes for a person: one line on a terminal that redraws itself, nothing when output goes to a file. */
import { type Progress, type Report, thin } from '@causerie/papers'

export type Terminal = { report: Report; print(text: string): void; clear(): void }

const redrawMs = 100

export function createTerminal({
  json,
  signal,
  stdout = process.stdout,
  stderr = process.stderr,
}: {
  json: boolean
  signal: AbortSignal
  stdout?: NodeJS.WriteStream
  stderr?: NodeJS.WriteStream
}): Terminal {
  const live = !json && stderr.isTTY === true
  let drawn = 0
  let stage = { name: '', since: performance.now() }
  const clear = () => {
    if (drawn > 0) stderr.write('\r\u001b[K')
    drawn = 0
  }
  return {
    clear,
    print(text) {
      clear()
      stdout.write(`${text}\n`)
    },
    report: {
      signal,
      note(text) {
        clear()
        if (!json) stderr.write(`${text}\n`)
      },
      progress(progress) {
        const now = performance.now()
        if (progress.stage !== stage.name) stage = { name: progress.stage, since: now }
        if (!live || now - drawn < redrawMs) return
        drawn = now
        stderr.write(
          `\r\u001b[K${progressLine(progress, (now - stage.since) / 1000).slice(0, (stderr.columns || 80) - 1)}`,
        )
      },
    },
  }
}

/** `importing  ━━━━━━╌╌╌╌  52 %  45 310 papers  4 512/s  9 s left` */
export function progressLine(
  { stage, done, of, fraction = of ? done / of : undefined }: Progress,
  seconds: number,
): string {
  const rate = seconds > 0.3 ? done / seconds : undefined
  const left =
    fraction !== undefined && fraction > 0.01 && seconds > 1 ? (seconds / fraction) * (1 - fraction) : undefined
  return [
    stage,
    fraction === undefined
      ? undefined
      : `${'━'.repeat(Math.round(fraction * 20)).padEnd(20, '╌')}  ${Math.round(fraction * 100)} %`,
    done === 0 && of === undefined && fraction !== undefined ? undefined : thin(done),
    rate === undefined || done === 0 ? undefined : `${thin(Math.round(rate))}/s`,
    left === undefined ? undefined : `${left < 90 ? `${Math.ceil(left)} s` : `${Math.ceil(left / 60)} min`} left`,
  ]
    .filter((part) => part !== undefined)
    .join('  ')
}
