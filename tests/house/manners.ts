/** What every package brings with it, and what no file may name. */
import type { Tree } from './tree.ts'

/** README and licence of each workspace; a package others import also names its public doors. */
export function packageFaults(files: Tree): string[] {
  const manifests = [...files].filter(([path]) => /^(?:packages|apps)\/[^/]+\/package\.json$/.test(path))
  return manifests.flatMap(([path, text]) => {
    const folder = path.slice(0, -'/package.json'.length)
    const { license, exports } = JSON.parse(text)
    return [
      ...(files.get(`${folder}/README.md`)?.trim()
        ? []
        : [`${folder} has no README.md: say what it is for, with a first example`]),
      ...(license ? [] : [`${path} names no "license"`]),
      ...(exports || folder.startsWith('apps/') ? [] : [`${path} has no "exports": name its public doors`]),
    ]
  })
}

/** Assembled here, so that this file does not name what it looks for. */
const hosts = [
  ['registry', 'npmjs'],
  ['registry', 'yarnpkg'],
  ['deb', 'debian', 'org'],
  ['archive', 'ubuntu', 'com'],
  ['files', 'pythonhosted', 'org'],
].map((parts) => parts.join('.'))
const folders = ['work', 'farm', 'root'].map((name) => `/${name}/`)

/** Lines that name a host of a package registry or a folder of the machine this was made on. */
export function strangeNames(files: Tree): string[] {
  return [...files].flatMap(([path, text]) => {
    if (![...hosts, ...folders].some((name) => text.includes(name))) return []
    return text.split('\n').flatMap((line, i) => namesIn(line).map((name) => `${path}:${i + 1} names ${name}`))
  })
}

function namesIn(line: string): string[] {
  const places = folders.filter((folder) => new RegExp(`(?:^|[^A-Za-z0-9_.-])${folder}`).test(line))
  return [...hosts.filter((host) => line.includes(host)), ...places]
}
