/** A repository as its checks see it: the text of each file by its path. Tests of the checks invent small ones. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

export type Tree = ReadonlyMap<string, string>

export function tree(files: Record<string, string>): Tree {
  return new Map(Object.entries(files))
}

/** Every text file that git knows or would take: what is ignored is nobody's business. */
export function readRepository(root: string): Tree {
  const listed = execFileSync('git', ['ls-files', '-coz', '--exclude-standard'], { cwd: root, maxBuffer: 1 << 26 })
  const paths = listed
    .toString('utf8')
    .split('\0')
    .filter((path) => path !== '' && isReadable(join(root, path)))
  const files = paths.map((path) => [path, readFileSync(join(root, path))] as const)
  return new Map(
    files
      .filter(([, bytes]) => !bytes.subarray(0, 8000).includes(0))
      .map(([path, bytes]) => [path, bytes.toString('utf8')]),
  )
}

const largest = 20_000_000

function isReadable(path: string): boolean {
  return existsSync(path) && statSync(path).isFile() && statSync(path).size <= largest
}

/** The sources among them, tests included. */
export function sources(files: Tree, ...folders: string[]): [string, string][] {
  return [...files].filter(
    ([path]) =>
      /\.(?:ts|js|mjs|svelte)$/.test(path) &&
      !path.endsWith('.d.ts') &&
      folders.some((folder) => path.startsWith(`${folder}/`)),
  )
}
