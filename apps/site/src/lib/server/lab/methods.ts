/** Methods as the pages need them: loaded, with their folder and version. */
import { readdir } from 'node:fs/promises'
import type { Method } from '@causerie/lab'
import type { House } from '@causerie/papers'
import { registryOf } from './laboratory.ts'

export type KnownMethod = {
  method: Method
  folder: string
  /** Hash of the method's sources: another one, another method. */
  version: string
}

/** Throws `run/unknown` where the paper has no method, and `method/broken` for one that does not load. */
export async function methodOf(house: House, slug: string): Promise<KnownMethod> {
  const registry = registryOf(house)
  const method = await registry.method(slug)
  return { method, folder: registry.reproduction(slug).folder, version: registry.versions(slug).method }
}

/** Whether the paper has a method, loaded or not. */
export const isRunnable = (house: House, slug: string): boolean =>
  registryOf(house).reproductions.some((one) => one.slug === slug && one.methodModule !== undefined)

/** Of a folder, the files that are the method and its claims: TypeScript without tests. Paths inside it, in order. */
export async function sourceFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /^[\w][\w./-]*\.ts$/.test(name) && !/\.(?:test|bench|d)\.ts$/.test(name) && !name.includes('..'))
    .filter((name) => !/(?:^|\/)(?:node_modules|sample|fixtures)\//.test(name))
    .sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
}

const rank = (name: string): number => (name === 'method.ts' ? 0 : name === 'claims.ts' ? 2 : 1)
