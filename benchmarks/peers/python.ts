/** Runs a script in a Python of this machine, on one thread, and reads the JSON that it prints. */
import { execFileSync } from 'node:child_process'

/**
 * `undefined` when no Python runs it to the end. `python`: the one to try first.
 * A script that finds its library missing should print null, so that the next Python is tried.
 */
export function runPython<Reply>(script: string, input: unknown, { python, args = [] }: PythonOptions = {}) {
  for (const command of [...(python ? [python] : []), '/usr/bin/python3', 'python3']) {
    try {
      const reply = execFileSync(command, ['-c', script, ...args], {
        input: JSON.stringify(input),
        encoding: 'utf8',
        stdio: ['pipe', 'pipe', 'ignore'],
        maxBuffer: 1e9,
        env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
      })
      const found = JSON.parse(reply) as Reply | null
      if (found !== null) return found
    } catch {
      // No such Python, or one without the library: try the next.
    }
  }
  return undefined
}

export type PythonOptions = { python?: string; args?: string[] }
