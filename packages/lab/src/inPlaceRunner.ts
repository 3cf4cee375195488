/** Runs in this very thread: for scripts, tests, and methods of milliseconds. Cancelling is up to the method's `progress`. */
import { LabError } from './errors.ts'
import type { Method } from './method.ts'
import { nearest } from './nearest.ts'
import { cancelled, type Runner, runMethod } from './run.ts'

export function createInPlaceRunner(methods: Iterable<Method>): Runner {
  const known = new Map([...methods].map((method) => [method.slug, method]))
  const closed = new AbortController()
  return {
    async run({ slug, ...request }, options = {}) {
      if (closed.signal.aborted) throw cancelled()
      const method = known.get(slug) ?? unknownMethod(slug, known.keys())
      const signal = options.signal ? AbortSignal.any([options.signal, closed.signal]) : closed.signal
      return await runMethod(method, request, { ...options, signal })
    },
    async close() {
      closed.abort()
    },
  }
}

export function unknownMethod(slug: string, known: Iterable<string>): never {
  const near = nearest(slug, known)
  throw new LabError('run/unknown', `There is no method “${slug}”.`, near ? { hint: `Did you mean ${near}?` } : {})
}
