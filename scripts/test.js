// npm test: types, house style, the site's own check, its build, then every test.
// With arguments only vitest runs, with them. CAUSERIE_REQUIRE=chromium,postgresql turns optional parts into required
// ones: a test that would otherwise be skipped fails and says what is missing.
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled } from './install.js'
import { ensureNode, findNpm } from './node24.js'
import { ending, openly, root, say, Trouble, withNode } from './run.js'

await ending(async () => {
  const args = process.argv.slice(2)
  const node = await ensureNode()
  await ensureInstalled(node, { dev: true })
  const run = (script, ...rest) => openly(node, [script, ...rest], { cwd: root, env: withNode(node) })
  const tool = (...path) => join(root, 'node_modules', ...path)
  const vitest = () => run(tool('vitest', 'vitest.mjs'), 'run', ...args)
  if (args.length > 0) return vitest()
  return inOrder([
    ['types', () => run(tool('typescript', 'bin', 'tsc'), '--noEmit')],
    ['style', () => run(tool('@biomejs', 'biome', 'bin', 'biome'), 'check')],
    ['site, checked', () => run(findNpm(), 'run', '--silent', 'check', '--workspace', '@causerie/site')],
    ['site, built', () => built(node)],
    ['tests', vitest],
  ])
})

/** Every step runs, whatever became of those before it: one look shows all that is wrong. */
async function inOrder(steps) {
  const summary = []
  let failed = 0
  for (const [name, step] of steps) {
    const started = Date.now()
    say(`\n— ${name}`)
    const code = await step()
    if (code >= 128) return code // stopped by a signal: the reader wants out
    if (code !== 0) failed++
    summary.push(
      `${code === 0 ? 'passed' : 'FAILED'}  ${name.padEnd(14)} ${((Date.now() - started) / 1000).toFixed(1)} s`,
    )
  }
  say(`\n${summary.join('\n')}`)
  return failed === 0 ? 0 : 1
}

async function built(node) {
  try {
    await ensureBuilt(node)
    return 0
  } catch (error) {
    if (!(error instanceof Trouble)) throw error
    say(error.message)
    return 1
  }
}
