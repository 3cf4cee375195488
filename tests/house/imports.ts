/** What a source file imports, read without a compiler: static, re-exported, for its types, or dynamic with a literal. */
import { posix } from 'node:path'

export type Import = { target: string; typesOnly: boolean }

export function importsOf(text: string): Import[] {
  const code = withoutComments(text)
  const fixed = [
    ...code.matchAll(
      /(?:^|[\n;>])[ \t]*(?:import|export)\s+(type\s+)?(?:([\w$*{},\s]*?)\s*\bfrom\s*)?(['"])([^'"\n]+)\3/g,
    ),
  ]
  const dynamic = [...code.matchAll(/\bimport\s*\(\s*(['"`])([^'"`$\n]+)\1/g)]
  return [
    ...fixed.map(([, type, names, , target]) => ({
      target: target!,
      typesOnly: type !== undefined || onlyTypes(names),
    })),
    ...dynamic.map(([, , target]) => ({ target: target!, typesOnly: false })),
  ]
}

/** `{ type A, type B }`: nothing is left of it when the types are stripped. */
function onlyTypes(names = ''): boolean {
  const inside = /^\s*\{([^}]*)\}\s*$/
    .exec(names)?.[1]
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  return inside !== undefined && inside.length > 0 && inside.every((name) => name.startsWith('type '))
}

/** A `//` inside an address is not the beginning of a comment; a block comment begins after a blank or a bracket. */
function withoutComments(text: string): string {
  return text
    .replace(/(^|[\s({,;])\/\*[\s\S]*?\*\//g, '$1')
    .replace(/(^|\s)\/\/.*$/gm, '$1')
    .replace(/<!--[\s\S]*?-->/g, '')
}

/** The file a relative import (or SvelteKit's `$lib`) names; undefined for a package. */
export function resolved(path: string, target: string): string | undefined {
  if (target.startsWith('$lib/')) return posix.join('apps/site/src/lib', target.slice('$lib/'.length))
  return target.startsWith('.') ? posix.join(posix.dirname(path), target) : undefined
}
