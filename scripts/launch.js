// Hands a command line to apps/cli under a Node that can run it, with everything it needs in place.
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled } from './install.js'
import { ensureNode } from './node24.js'
import { openly, root, withNode } from './run.js'
import { nodeFlags, nodeSettings } from './runtime.js'

export async function launch(args) {
  const node = await ensureNode()
  await ensureInstalled(node)
  if (args[0] === 'start') await ensureBuilt(node)
  const main = join(root, 'apps', 'cli', 'src', 'main.ts')
  return openly(node, [...nodeFlags, main, ...args], { env: { ...nodeSettings, ...withNode(node) } })
}
