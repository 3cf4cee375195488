/**
 * The reproductions there are: folders with a `method.ts` or a `claims.ts`, and npm packages called
 * `causerie-reproduction-*`. They are found by looking; nothing lists them. Modules are loaded when they are asked for,
 * and one that cannot be loaded spares the others.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Claim } from '../claim.ts'
import { LabError } from '../errors.ts'
import { unknownMethod } from '../inPlaceRunner.ts'
import type { Method } from '../method.ts'
import { loadClaims, loadMethod } from './load.ts'
import { type CodeVersions, versionsOf } from './versions.ts'

export type Reproduction = {
  slug: string
  folder: string
  /** File addresses, of what it has. */
  methodModule?: string
  claimsModule?: string
  packageVersion: string
}

export type Registry = {
  /** In order of their names. */
  readonly reproductions: readonly Reproduction[]
  /** What was found and cannot be one. */
  readonly faults: readonly LabError[]
  /** Throws `run/unknown` with the nearest name. */
  reproduction(slug: string): Reproduction
  /** Throws `run/unknown`, also for a paper without a method, and `method/broken`, which names the file. */
  method(slug: string): Promise<Method>
  /** None where there is no `claims.ts`. Throws `run/unknown` and `method/broken`. */
  claims(slug: string): Promise<readonly Claim[]>
  /** Every method that can be loaded, and why the others cannot. */
  methods(): Promise<{ methods: Method[]; faults: LabError[] }>
  /** The file a worker loads. Throws `run/unknown`. */
  moduleOf(slug: string): string
  versions(slug: string): CodeVersions
}

export type RegistryOptions = {
  /** Folders whose folders are reproductions; one that is not there is none. */
  folders: readonly string[]
  /** Folders called `node_modules`, for packages of others. */
  packages?: readonly string[]
}

export function openRegistry({ folders, packages = [] }: RegistryOptions): Registry {
  const found = [...folders.flatMap(inFolder), ...packages.flatMap(inPackages)]
  const faults = found.flatMap((each) => (each instanceof LabError ? [each] : []))
  const known = new Map<string, Reproduction>()
  for (const each of found) {
    if (each instanceof LabError) continue
    const other = known.get(each.slug)
    if (other) faults.push(twice(each, other))
    else known.set(each.slug, each)
  }
  const versions = new Map<string, CodeVersions>()
  const reproductions = [...known.values()].sort((a, b) => (a.slug < b.slug ? -1 : 1))
  const reproduction = (slug: string) => known.get(slug) ?? unknownMethod(slug, known.keys())
  const moduleOf = (slug: string) => reproduction(slug).methodModule ?? unknownMethod(slug, withMethod())
  const withMethod = () => reproductions.filter((each) => each.methodModule !== undefined).map((each) => each.slug)
  const method = async (slug: string) => loadMethod(slug, moduleOf(slug))
  return {
    reproductions,
    faults,
    reproduction,
    method,
    moduleOf,
    async claims(slug) {
      const { claimsModule } = reproduction(slug)
      return claimsModule ? loadClaims(slug, claimsModule) : []
    },
    async methods() {
      const loaded = await Promise.all(withMethod().map((slug) => method(slug).catch((error: LabError) => error)))
      return {
        methods: loaded.filter((each): each is Method => !(each instanceof LabError)),
        faults: [...faults, ...loaded.filter((each): each is LabError => each instanceof LabError)],
      }
    },
    versions(slug) {
      const { folder, packageVersion } = reproduction(slug)
      const read = versions.get(slug) ?? versionsOf(folder, packageVersion)
      versions.set(slug, read)
      return read
    },
  }
}

type Found = Reproduction | LabError

function inFolder(folder: string): Found[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const found = { slug: name, folder: join(folder, name), ...modulesIn(join(folder, name)) }
      return found.methodModule || found.claimsModule ? [{ ...found, packageVersion: ownVersion }] : []
    })
}

const ownVersion = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
).version

type Modules = Pick<Reproduction, 'methodModule' | 'claimsModule'>

function modulesIn(folder: string, endings = ['.ts', '.js']): Modules {
  const find = (name: string) =>
    endings.map((ending) => join(folder, `${name}${ending}`)).find((path) => existsSync(path))
  const [method, claims] = [find('method'), find('claims')]
  return {
    ...(method && { methodModule: pathToFileURL(method).href }),
    ...(claims && { claimsModule: pathToFileURL(claims).href }),
  }
}

const prefix = 'causerie-reproduction-'

function inPackages(folder: string): Found[] {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(folder, name)).map((inner) => `${name}/${inner}`) : [name],
  )
  return names.filter((name) => name.split('/').at(-1)!.startsWith(prefix)).map((name) => packageIn(join(folder, name)))
}

/** `package.json` may name the folder of its built files: `"causerie": { "folder": "dist" }`. */
function packageIn(root: string): Found {
  const file = join(root, 'package.json')
  try {
    const { name, version, causerie } = JSON.parse(readFileSync(file, 'utf8')) as {
      name: string
      version: string
      causerie?: { folder?: string }
    }
    const folder = join(root, causerie?.folder ?? '.')
    const slug = name.split('/').at(-1)!.slice(prefix.length)
    const modules = modulesIn(folder, ['.js'])
    if (modules.methodModule || modules.claimsModule) return { slug, folder, packageVersion: version, ...modules }
    return new LabError('method/broken', `${folder} has neither method.js nor claims.js.`, {
      hint: 'Node runs no TypeScript inside node_modules: a package brings its files built.',
      details: { file },
    })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    return new LabError('method/broken', `${file} cannot be read: ${why}.`, { details: { file }, cause })
  }
}

function twice(later: Reproduction, first: Reproduction): LabError {
  return new LabError('method/broken', `${later.folder} is left out: ${first.folder} is called ${first.slug} too.`, {
    details: { file: later.folder },
  })
}
