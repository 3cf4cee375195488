// npm run bench: lists the benchmarks; npm run bench NAME [arguments]: runs one.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureInstalled } from './install.js'
import { ensureNode } from './node24.js'
import { ending, openly, root, Trouble, withNode } from './run.js'

const folder = join(root, 'benchmarks')

await ending(async () => {
  const [name, ...args] = process.argv.slice(2)
  if (!name) return list()
  const script = join(folder, `${name}.ts`)
  if (!names().includes(name))
    throw new Trouble(`No benchmark "${name}". There are: ${names().join(', ') || 'none yet'}.`)
  const node = await ensureNode()
  await ensureInstalled(node, { dev: true })
  return openly(node, [script, ...args], { cwd: root, env: withNode(node) })
})

function names() {
  const files = existsSync(folder) ? readdirSync(folder) : []
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -3))
    .sort()
}

function list() {
  for (const name of names()) console.log(`${name.padEnd(20)} ${firstComment(join(folder, `${name}.ts`))}`)
  if (names().length === 0) console.log('No benchmarks yet.')
  return 0
}

function firstComment(path) {
  const line = readFileSync(path, 'utf8')
    .split('\n')
    .find((text) => /^\s*(\/\/|\/?\*+)\s*\w/.test(text))
  return line?.replace(/^\s*(\/\/|\/?\*+)\s*/, '').replace(/\s*\*\/$/, '') ?? ''
}
