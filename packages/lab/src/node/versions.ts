/** What a result depends on: versions of the code, and the machine. */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism, cpus, totalmem } from 'node:os'
import { join, relative, sep } from 'node:path'
import type { MachineClass, RunVersions } from '../runs.ts'

/** Of Causerie's packages. */
export const engineVersion = `causerie ${
  (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version
}`

export function machineClass(): MachineClass {
  return {
    processor: cpus()[0]?.model.trim() || process.arch,
    cores: availableParallelism(),
    memoryGb: Math.round(totalmem() / 2 ** 30),
    runtime: `node ${process.versions.node}`,
  }
}

/**
 * The commit a folder's files are of, with `+` after it when some are changed (ledgers do not count); undefined where
 * there is no repository or no git.
 */
export function commitOf(folder: string): string | undefined {
  const git = (...words: string[]) =>
    execFileSync('git', words, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  try {
    const commit = git('rev-parse', '--short=12', 'HEAD')
    const changed = git(
      'status',
      '--porcelain',
      '--untracked-files=no',
      '--',
      ':/',
      ':(exclude,top,glob)**/ledger.json',
    )
    return changed.length > 0 ? `${commit}+` : commit
  } catch {
    return undefined
  }
}

export type CodeVersions = Omit<RunVersions, 'commit'> & {
  /** As `method`, with the checks of its claims: a verdict of another one is stale. */
  claims: string
}

/** Versions of a reproduction by its files, read now. */
export function versionsOf(folder: string, packageVersion: string): CodeVersions {
  const files = sourcesIn(folder)
  const versions = { package: packageVersion, engine: engineVersion }
  const ofMethod = files.filter((file) => !/^claims(?:\.|\/)/.test(file))
  return {
    ...versions,
    method: hashOf(folder, ofMethod, versions),
    claims: hashOf(folder, files, versions),
  }
}

const noSource = ['README.md', 'paper.json', 'ledger.json', 'node_modules', 'package.json']

/** What the code is made of: everything but tests, words about it, and results. Sorted, with `/` between folders. */
function sourcesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((path) => !path.split('/').some((part) => noSource.includes(part) || part.startsWith('.')))
    .filter((path) => !/\.(?:test|bench)\.[jt]s$/.test(path))
    .sort()
}

/** 16 hexadecimal digits. Line ends of Windows make no difference. */
function hashOf(folder: string, files: readonly string[], versions: object): string {
  const hash = createHash('sha256').update(JSON.stringify(versions))
  for (const file of files) {
    const text = readFileSync(join(folder, file), 'latin1').replaceAll('\r\n', '\n')
    hash.update(`\0${file}\0${text.length}\0`).update(text, 'latin1')
  }
  return hash.digest('hex').slice(0, 16)
}
