/** Methods and claims of a module, whatever name it exports them under. */
import { fileURLToPath } from 'node:url'
import type { Claim } from '../claim.ts'
import { LabError } from '../errors.ts'
import type { Method } from '../method.ts'

/** `module` is a file address. Throws `method/broken`, which names the file. */
export async function loadMethod(slug: string, module: string): Promise<Method> {
  const methods = Object.values(await load(module)).filter(isMethod)
  const method = methods.find((each) => each.slug === slug)
  if (method) return method
  const found = methods.length > 0 ? `one called ${methods.map((each) => each.slug).join(', ')}` : 'none'
  throw broken(module, `it should export a method with the slug “${slug}”, and exports ${found}`)
}

export async function loadClaims(slug: string, module: string): Promise<readonly Claim[]> {
  const claims = Object.values(await load(module)).find(isClaims)
  if (claims) return claims
  throw broken(module, `it should export the claims of ${slug} (defineClaims), and exports none`)
}

async function load(module: string): Promise<Record<string, unknown>> {
  try {
    return (await import(module)) as Record<string, unknown>
  } catch (error) {
    throw broken(module, error instanceof Error ? error.message : String(error), error)
  }
}

function broken(module: string, why: string, cause?: unknown): LabError {
  const file = fileURLToPath(module)
  return new LabError('method/broken', `${file} cannot be used: ${why}.`, { details: { file }, cause })
}

function isMethod(value: unknown): value is Method {
  const { slug, input, run, cost } = (value ?? {}) as Partial<Method>
  return (
    typeof slug === 'string' && typeof input === 'object' && typeof run === 'function' && typeof cost === 'function'
  )
}

function isClaims(value: unknown): value is readonly Claim[] {
  return Array.isArray(value) && value.length > 0 && value.every((each) => typeof each?.check === 'function')
}
