// Packages installed and the site built, each only when what it was made from has changed.
// Two stamps say what that was: node_modules/.causerie.json and apps/site/build/.stamp.json.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findNpm, nodeMajor } from './node24.js'
import { alone, quietly, root, say, withNode } from './run.js'

const installStamp = join(root, 'node_modules', '.causerie.json')
const site = join(root, 'apps', 'site')
const buildStamp = join(site, 'build', '.stamp.json')

/** Runs `npm ci` unless node_modules already is what it would make. A development install serves a plain start too. */
export async function ensureInstalled(node, { dev = false } = {}) {
  const want = { lock: hash(readFileSync(join(root, 'package-lock.json'))), node: nodeMajor(node) }
  const serves = (have) => have.lock === want.lock && have.node === want.node && (have.dev || !dev)
  if (serves(read(installStamp))) return
  await alone('install', async () => {
    if (serves(read(installStamp))) return
    say('Installing packages (once, about a minute) …')
    const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...(dev ? ['--include=dev'] : ['--omit=dev'])]
    await quietly('Installing packages', node, [findNpm(), ...args], { env: withNode(node) })
    writeFileSync(installStamp, JSON.stringify({ ...want, dev }))
  })
}

/** Builds the site unless the last build was made from the same sources. */
export async function ensureBuilt(node) {
  const sources = hash(siteSources().join('\n'))
  const current = () => read(buildStamp).sources === sources && existsSync(join(site, 'build', 'index.js'))
  if (current()) return
  await alone('build', async () => {
    if (current()) return
    say('Building the site (once, half a minute) …')
    const args = ['run', 'build', '--workspace', '@causerie/site']
    await quietly('Building the site', node, [findNpm(), ...args], { env: withNode(node, { NODE_ENV: 'production' }) })
    writeFileSync(buildStamp, JSON.stringify({ sources }))
  })
}

/** A line for each file the build reads: path, time and size, not content, so that asking takes milliseconds. */
function siteSources() {
  const packages = readdirSync(join(root, 'packages')).map((name) => join(root, 'packages', name))
  return [
    ...['src', 'static'].flatMap((folder) => listing(join(site, folder))),
    ...readdirSync(site)
      .filter((name) => /\.(js|ts|json)$/.test(name))
      .map((name) => line(join(site, name))),
    ...packages.flatMap((folder) => listing(join(folder, 'src'))),
    // Their methods run in the tab too.
    ...listing(join(root, 'reproductions')).filter((found) => /\.ts \S+ \S+$/.test(found)),
    hash(readFileSync(join(root, 'package-lock.json'))),
  ]
}

function listing(folder) {
  if (!existsSync(folder)) return []
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return entry.name === 'fixtures' ? [] : listing(path)
      return entry.name.endsWith('.test.ts') ? [] : [line(path)]
    })
}

function line(path) {
  const { mtimeMs, size } = statSync(path)
  return `${path} ${mtimeMs} ${size}`
}

function read(stamp) {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'))
  } catch {
    return {}
  }
}

function hash(content) {
  return createHash('sha256').update(content).digest('hex')
}
