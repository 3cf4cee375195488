/** A run as something to paste: a program, or a command. */
import { flagsOf } from '../form/flags.ts'
import type { Method } from '../method.ts'
import type { Run } from '../runs.ts'

type Repeatable = Pick<Run, 'slug' | 'input' | 'seed'>

/** A program for Node ≥ 24 in the folder of Causerie. */
export function asTypeScript({ slug, input, seed }: Repeatable): string {
  return `import { runMethod } from '@causerie/lab'
import { loadMethod } from '@causerie/lab/node'

const module = new URL('reproductions/${slug}/method.ts', \`file://\${process.cwd()}/\`).href
const method = await loadMethod('${slug}', module)
const input = ${JSON.stringify(input, null, 2)}
const { report, seconds } = await runMethod(method, { input, seed: ${JSON.stringify(seed)} })
console.log(report.headline, report.numbers, \`\${seconds.toFixed(3)} s\`)
`
}

/**
 * `npx causerie run coin --throws 500 --seed 1`: what differs from the defaults as flags, when the method is given and
 * everything can be one; otherwise with `--input FILE`, where the input as JSON is to be.
 */
export function asCommandLine(
  { slug, input, seed }: Repeatable,
  { method, inputFile = 'input.json' }: { method?: Method; inputFile?: string } = {},
): string {
  const flags = method ? flagWords(method, input) : undefined
  const words = flags ?? ['--input', shell(inputFile)]
  return ['npx causerie run', slug, ...words, `--seed ${shell(String(seed))}`].join(' ')
}

/** Undefined where a value is too large for a command line, or has no flag. */
function flagWords(method: Method, input: Record<string, unknown>): string[] | undefined {
  const words: string[] = []
  for (const { name, field, value: placeholder } of flagsOf(method, { taken: runFlags })) {
    const value = field.path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], input)
    if (value === undefined || JSON.stringify(value) === JSON.stringify(field.default)) continue
    const isList = field.several !== undefined && !field.items && Array.isArray(value)
    if (field.widget === 'table' || value === null) return undefined
    if (isList && value.some((each) => /[,\n]/.test(String(each)))) return undefined
    if (placeholder === undefined) words.push(value ? `--${name}` : `--no-${name}`)
    else words.push(`--${name}=${shell(isList ? value.map(String).join(',') : typed(value))}`)
  }
  const text = words.join(' ')
  return text.length <= 2000 && hasAll(method, input) ? words : undefined
}

/** Names of the command's own options, which a field cannot have. */
export const runFlags = ['input', 'seed', 'json', 'out', 'home', 'help'] as const

/** Every top-level part of the input has a flag, or parts that have. */
function hasAll(method: Method, input: Record<string, unknown>): boolean {
  const known = new Set(Object.keys(method.input.shape))
  return Object.keys(input).every((key) => known.has(key))
}

function typed(value: unknown): string {
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value)
  return text.startsWith('@') ? `@${text}` : text
}

/** A word of a POSIX shell. */
function shell(text: string): string {
  return /^[\w./:@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}
