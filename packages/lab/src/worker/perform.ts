/** What a worker does with a task, given where methods and claims come from. */
import type { Claim } from '../claim.ts'
import { claimOf, measureClaim } from '../claimCheck.ts'
import { unknownMethod } from '../inPlaceRunner.ts'
import type { Method } from '../method.ts'
import { runMethod } from '../run.ts'
import type { Task } from './protocol.ts'
import type { Perform } from './serve.ts'

export type Sources = {
  method: (slug: string, module?: string) => Promise<Method> | Method
  claims: (slug: string, module?: string) => Promise<readonly Claim[]> | readonly Claim[]
  /** The text of a file in the folder the reader supplied; none without this. */
  supplied?: (folder: string, name: string) => Promise<string | undefined>
}

export function performing(sources: Sources): Perform {
  return async (task: Task, options) => {
    if (task.kind === 'run') {
      const method = await sources.method(task.request.slug, task.module)
      options.onBegun()
      return await runMethod(method, task.request, options)
    }
    const claims = await sources.claims(task.slug, task.module)
    const claim = claimOf(task.slug, claims, task.claim)
    const supplied = async (name: string) =>
      task.supply === undefined ? undefined : sources.supplied?.(task.supply, name)
    options.onBegun()
    return await measureClaim(claim, { ...options, quick: task.quick, supplied })
  }
}

/** Methods and claims that were built with the worker. */
export function builtIn(methods: Iterable<Method>, claims: Readonly<Record<string, readonly Claim[]>> = {}): Sources {
  const known = new Map([...methods].map((method) => [method.slug, method]))
  return {
    method: (slug) => known.get(slug) ?? unknownMethod(slug, known.keys()),
    claims: (slug) => claims[slug] ?? unknownMethod(slug, Object.keys(claims)),
  }
}
