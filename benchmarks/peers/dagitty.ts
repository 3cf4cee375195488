/** dagitty's JavaScript from a checkout of its sources, put together as its own Makefile does. Nothing of it is kept here. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

type Vertex = { id: string }

/** The part of dagitty that is measured. */
export type Dagitty = {
  GraphParser: { parseGuess(text: string): { getVertex(id: string | string[]): unknown } }
  GraphAnalyzer: {
    dConnected(graph: unknown, x: unknown[], y: unknown[], z: unknown[]): unknown
    listMsasTotalEffect(graph: unknown, must: unknown[], mustNot: unknown[], limit?: number): Vertex[][]
  }
}

const parts = [
  'Class',
  'Hash',
  'Graph',
  'GraphAnalyzer',
  'GraphParser',
  'GraphTransformer',
  'GraphSerializer',
  'MPolynomials',
]

/** `folder` is the root of a checkout; `undefined` when it does not hold the sources. */
export function loadDagitty(folder: string): Dagitty | undefined {
  const library = join(folder, 'jslib')
  const files = ['node-pre.js', 'parser/GraphDotParser.js', ...parts.map((name) => `graph/${name}.js`), 'node-post.js']
  if (![...files, 'underscore-min.js'].every((file) => existsSync(join(library, file)))) return undefined
  const code = files.map((file) => readFileSync(join(library, file), 'utf8')).join('\n;\n')
  const require = createRequire(import.meta.url)
  const module = { exports: {} as Dagitty }
  const run = new Function('module', 'exports', 'require', 'global', code)
  run.call(module.exports, module, module.exports, () => require(join(library, 'underscore-min.js')), globalThis)
  return module.exports
}
