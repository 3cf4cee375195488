/** Every TypeScript example of the README and of docs/causal runs as it stands and prints what it says. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'

const docs = fileURLToPath(new URL('../../../docs/causal/', import.meta.url))
const pages = [
  fileURLToPath(new URL('../README.md', import.meta.url)),
  ...readdirSync(docs)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(docs, name)),
]

const imports = /^import \{([^}]*)\} from '@causerie\/scm'\n/gm

/** The blocks of a page in order, as one program: a later one may use what an earlier one defined. */
function program(page: string): { source: string; promised: string[] } {
  const blocks = [...readFileSync(page, 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block]) => block!)
  const text = blocks.join('\n')
  const names = new Set([...text.matchAll(imports)].flatMap(([, list]) => list!.split(',').map((name) => name.trim())))
  const said = [...text.matchAll(/^console\.log\(.*\)\n((?:\/\/ .*\n)+)/gm)].map(([, lines]) =>
    lines!.trim().split('\n'),
  )
  return {
    source: `import { ${[...names].join(', ')} } from '@causerie/scm'\n${text.replaceAll(imports, '')}`,
    promised: said.flat().map((line) => line.slice(3)),
  }
}

describe.each(pages)('%s', (page) => {
  test('its examples print what it says', async () => {
    const { source, promised } = program(page)
    expect(promised.length).toBeGreaterThan(0)
    const folder = mkdtempSync(join(tmpdir(), 'causerie-scm-docs-'))
    try {
      const file = join(folder, 'example.ts')
      const door = new URL('./index.ts', import.meta.url).href
      writeFileSync(file, source.replaceAll("'@causerie/scm'", JSON.stringify(door)))
      const { stdout } = await promisify(execFile)(process.execPath, [file], { cwd: folder })
      expect(stdout.trim().split('\n')).toEqual(promised)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
