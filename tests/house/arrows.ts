/** Who may import whom: the picture of DESIGN.md §2 as a table, and what does not follow it. */
import { builtinModules } from 'node:module'
import { type Import, importsOf, resolved } from './imports.ts'
import { sources, type Tree } from './tree.ts'

type Arrows = { all: string[]; types?: string[] }

/** In-house packages by short name; `types` may only be imported as types. */
const drawn: Record<string, Arrows> = {
  site: { all: ['papers', 'lab', 'scm', 'tables'] },
  cli: { all: ['papers', 'lab', 'scm', 'tables'] },
  papers: { all: ['store'] },
  store: { all: [] },
  lab: { all: [], types: ['tables', 'lm'] },
  reproductions: { all: ['lab', 'scm', 'tables', 'nn', 'lm'] },
  tables: { all: [], types: ['scm'] },
  nn: { all: [] },
  lm: { all: [] },
  scm: { all: [] },
}

/** Each import that has no arrow, reaches past a public door, or crosses from one package's files into another's. */
export function undrawnArrows(files: Tree): string[] {
  return sources(files, 'packages', 'apps', 'reproductions').flatMap(([path, text]) =>
    importsOf(text).flatMap((each) => {
      const fault = faultOf(path, each, files)
      return fault ? [`${path} imports ${each.target}: ${fault}`] : []
    }),
  )
}

function faultOf(path: string, { target, typesOnly }: Import, files: Tree): string | undefined {
  const file = resolved(path, target)
  if (file !== undefined)
    return isSamePlace(place(path), place(file))
      ? undefined
      : `the file belongs to ${place(file)}; use its public entry`
  const [, name, door] = /^@causerie\/([^/]+)(?:\/(.+))?$/.exec(target) ?? []
  const own = packageOf(path)
  if (name === undefined || name === own) return undefined
  const arrows = drawn[own]
  if (!arrows) return `${own} is not in the picture of DESIGN.md §2`
  if (!arrows.all.includes(name) && !arrows.types?.includes(name)) return `there is no arrow from ${own} to ${name}`
  if (!arrows.all.includes(name) && !typesOnly) return `${own} may use ${name} for its types only (import type)`
  if (door !== undefined && !doors(files, name).includes(`./${door}`)) return `"./${door}" is no public door of ${name}`
  return undefined
}

/** `packages/scm`, `apps/site`, `reproductions/tabpfn`; files directly in reproductions/ belong to all of them. */
function place(path: string): string {
  const [kind, name, ...rest] = path.split('/')
  return rest.length === 0 ? kind! : `${kind}/${name}`
}

function isSamePlace(own: string, other: string): boolean {
  return own === other || (own.startsWith('reproductions') && other === 'reproductions')
}

function packageOf(path: string): string {
  const [kind, name] = path.split('/')
  return kind === 'reproductions' ? kind : name!
}

function doors(files: Tree, name: string): string[] {
  const manifest = files.get(`packages/${name}/package.json`) ?? files.get(`apps/${name}/package.json`)
  const exports = manifest && JSON.parse(manifest).exports
  return typeof exports === 'object' && exports !== null ? Object.keys(exports) : []
}

const pure = ['scm', 'nn', 'lm', 'lab', 'tables']
const http = ['undici', 'axios', 'got', 'node-fetch', 'express', 'fastify', 'hono', 'koa', 'ws', '@sveltejs/kit']
const databases = [
  'pg',
  'drizzle-orm',
  '@electric-sql/pglite',
  '@lancedb/lancedb',
  'pg-boss',
  '@duckdb/node-api',
  'better-sqlite3',
  'redis',
  'mongodb',
]

/** Folders of pure packages with a door of their own that is for Node (docs/decisions/0013), and suites for tests. */
const nodeFolder = /^packages\/[^/]+\/src\/(?:node|testing)\//

/** The one embedded engine that a pure package may open behind its door for Node. */
const embedded: Readonly<Record<string, string>> = { tables: '@duckdb/node-api' }

/** Imports of Node, HTTP or a database in what must run in a tab. Tests of these packages run in Node and may. */
export function impureImports(files: Tree): string[] {
  const folders = pure.map((name) => `packages/${name}/src`)
  return sources(files, ...folders).flatMap(([path, text]) => {
    if (/\.(?:test|bench)\.ts$/.test(path)) return []
    const inNode = nodeFolder.test(path)
    return importsOf(text).flatMap(({ target }) => {
      if (!inNode && nodeFolder.test(resolved(path, target) ?? ''))
        return [`${path} imports ${target}: it runs in a browser tab, and that folder is for Node`]
      if (inNode ? isService(target) && embedded[packageOf(path)] !== target : isService(target) || isOfNode(target))
        return [
          `${path} imports ${target}: ${packageOf(path)} runs in a browser tab and knows no Node, HTTP or database`,
        ]
      return []
    })
  })
}

function isOfNode(target: string): boolean {
  return target.startsWith('node:') || builtinModules.includes(nameOf(target))
}

function isService(target: string): boolean {
  return [...http, ...databases].includes(nameOf(target))
}

function nameOf(target: string): string {
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/')
}
