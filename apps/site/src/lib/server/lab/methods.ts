/** The methods of the reproductions' folders, found by looking, loaded once each. */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { LabError, type Method } from '@causerie/lab'

export type KnownMethod = {
  method: Method
  folder: string
  /** Hash of the folder's sources: another one, another method. */
  version: string
}

const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/
const loaded = new Map<string, Promise<KnownMethod>>()

export const moduleOf = (catalogue: string, slug: string): string =>
  pathToFileURL(join(catalogue, slug, 'method.ts')).href

/** `undefined` where the paper has no method. Throws `method/broken` for one that does not load. */
export async function findMethod(catalogue: string, slug: string): Promise<KnownMethod | undefined> {
  if (!slugPattern.test(slug)) return undefined
  const folder = join(catalogue, slug)
  const known = loaded.get(folder)
  if (known) return known
  if (!existsSync(join(folder, 'method.ts'))) return undefined
  const loading = load(folder, slug, moduleOf(catalogue, slug))
  loaded.set(folder, loading)
  loading.catch(() => loaded.delete(folder))
  return loading
}

async function load(folder: string, slug: string, module: string): Promise<KnownMethod> {
  let exported: Record<string, unknown>
  try {
    exported = await import(/* @vite-ignore */ module)
  } catch (cause) {
    throw broken(slug, cause instanceof Error ? cause.message : String(cause), cause)
  }
  const method = Object.values(exported).find((one): one is Method => (one as Method | undefined)?.slug === slug)
  if (!method) throw broken(slug, 'it exports no method of this name')
  return { method, folder, version: await versionOf(folder) }
}

const broken = (slug: string, why: string, cause?: unknown): LabError =>
  new LabError('method/broken', `The method of ${slug} cannot be used: ${why}.`, {
    hint: 'Tell whoever runs this instance; its other methods are not affected.',
    cause,
  })

async function versionOf(folder: string): Promise<string> {
  const hash = createHash('sha256')
  for (const file of await sourceFiles(folder)) hash.update(`${file}\0`).update(await readFile(join(folder, file)))
  return hash.digest('hex').slice(0, 16)
}

/** Of a folder, the files that are the method: its TypeScript, without tests. Paths inside the folder, in order. */
export async function sourceFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true })
  return names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /^[\w][\w./-]*\.ts$/.test(name) && !/\.(?:test|bench|d)\.ts$/.test(name) && !name.includes('..'))
    .filter((name) => !/(?:^|\/)(?:node_modules|sample|fixtures)\//.test(name))
    .sort()
}

/** Papers that have a method, by slug. */
export async function methodSlugs(catalogue: string): Promise<string[]> {
  if (!existsSync(catalogue)) return []
  const names = await readdir(catalogue)
  return names.filter((name) => slugPattern.test(name) && existsSync(join(catalogue, name, 'method.ts'))).sort()
}
