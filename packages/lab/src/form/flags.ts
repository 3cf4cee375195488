/** The flags of a method on a command line, from its form: `--max-signals 5`, `--[no-]nested`, `--data FILE`. */
import { LabError } from '../errors.ts'
import type { Method } from '../method.ts'
import { nearest } from '../nearest.ts'
import { type FormField, formOf } from './formOf.ts'
import { place, readField } from './readField.ts'

export type Flag = {
  /** Without its hyphens: `max-signals`; of a part, `model-layers`. */
  name: string
  field: FormField
  /** What follows it in help: `N`, `fast|exact`, `FILE`; absent for a switch. */
  value?: string
  /** The field's sentence with unit, range and default. */
  help: string
}

/** Two fields that come to one name throw `method/invalid`. A name that is `taken` by the command gets `input-` before it. */
export function flagsOf(
  method: Pick<Method, 'slug' | 'input'>,
  { taken = [] }: { taken?: readonly string[] } = {},
): Flag[] {
  const flags = formOf(method).map((field) => {
    const name = field.path.map(hyphened).join('-')
    const value = placeholderOf(field)
    return {
      name: taken.includes(name) ? `input-${name}` : name,
      field,
      ...(value !== undefined && { value }),
      help: helpOf(field),
    }
  })
  const twice = flags.find(({ name }, at) => flags.findIndex((flag) => flag.name === name) !== at)
  if (twice) throw new LabError('method/invalid', `Two fields of ${method.slug} come to the flag --${twice.name}.`)
  return flags
}

function hyphened(key: string): string {
  return key
    .replace(/([a-z\d])([A-Z])/g, '$1-$2')
    .replace(/[^A-Za-z\d]+/g, '-')
    .toLowerCase()
}

function placeholderOf({ widget, choices, several, items }: FormField): string | undefined {
  if (widget === 'switch') return undefined
  const one = choices ? choices.map(({ value }) => value).join('|') : names[widget]
  return several && !items ? `${one},…` : one
}

const names: Partial<Record<FormField['widget'], string>> = {
  number: 'N',
  slider: 'N',
  line: 'TEXT',
  text: 'TEXT|@FILE',
  code: 'TEXT|@FILE',
  graph: 'TEXT|@FILE',
  table: 'FILE',
  json: 'JSON|@FILE',
}

function helpOf({ help, unit, min, max, default: value, required, label }: FormField): string {
  const range =
    min !== undefined && max !== undefined
      ? `${min} … ${max}`
      : min !== undefined
        ? `at least ${min}`
        : max !== undefined
          ? `at most ${max}`
          : undefined
  const shown =
    value === undefined || typeof value === 'object' ? undefined : `default ${value === '' ? 'empty' : value}`
  const notes = [unit, range, shown, required ? 'required' : undefined].filter((note) => note !== undefined)
  return `${help || label}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`
}

export type FlagReaders = {
  /** The text of a file; may throw, and what it throws is told with the flag. */
  text: (path: string) => Promise<string>
  /** A file as the table a field takes; the command reads with `@causerie/tables`. */
  table: (path: string, field: FormField) => Promise<unknown>
}

export type FlagFault = { flag: string; message: string }

/**
 * The input the words say, over the fields of `base`. It is as typed: `parseInput` checks it again and fills it.
 * Throws `input/flags` with all faults at once: `{ issues: [{ flag, message }] }`.
 */
export async function parseFlags(
  method: Method,
  words: readonly string[],
  {
    read,
    base = {},
    taken,
  }: { read: FlagReaders; base?: Readonly<Record<string, unknown>>; taken?: readonly string[] },
): Promise<Record<string, unknown>> {
  const flags = flagsOf(method, taken ? { taken } : {})
  const { given, faults } = splitWords(flags, words)
  const input = structuredClone(base) as Record<string, unknown>
  for (const [flag, texts] of given) {
    const reading = await readFlag(flag, texts, read)
    if ('fault' in reading) faults.push({ flag: flag.name, message: reading.fault })
    else place(input, flag.field.path, reading.value)
  }
  faults.push(...faultsOf(method, flags, input, new Set(faults.map(({ flag }) => flag))))
  if (faults.length === 0) return input
  const said = faults.map(({ flag, message }) => (flag ? `--${flag}: ${message}` : message))
  throw new LabError('input/flags', `${method.title} cannot run: ${said.join('; ')}.`, { details: { issues: faults } })
}

type Given = Map<Flag, string[]>

function splitWords(flags: readonly Flag[], words: readonly string[]): { given: Given; faults: FlagFault[] } {
  const given: Given = new Map()
  const faults: FlagFault[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    const [, typed, , inline] = /^--([^=]+)(=([\s\S]*))?$/.exec(word) ?? []
    if (typed === undefined) {
      faults.push({ flag: '', message: `“${word}” follows no flag` })
      continue
    }
    const flag = flags.find(({ name }) => name === typed)
    const denied = flag ? undefined : flags.find(({ name, value }) => value === undefined && typed === `no-${name}`)
    if (!flag && !denied) {
      faults.push({ flag: typed, message: unknown(typed, flags) })
      // What follows an unknown flag is most likely its value.
      if (inline === undefined && words[at + 1]?.startsWith('--') === false) at++
      continue
    }
    const text = denied ? 'no' : (inline ?? (flag!.value === undefined ? 'yes' : words[++at]))
    const into = (denied ?? flag)!
    if (text === undefined || (inline === undefined && !denied && flag!.value !== undefined && text.startsWith('--'))) {
      faults.push({ flag: into.name, message: `expected ${into.value} after it` })
      if (text !== undefined) at--
    } else given.set(into, [...(given.get(into) ?? []), text])
  }
  return { given, faults }
}

function unknown(typed: string, flags: readonly Flag[]): string {
  const near = nearest(
    typed,
    flags.map(({ name }) => name),
  )
  const known = near
    ? `did you mean --${near}?`
    : `there are ${flags.map(({ name }) => `--${name}`).join(', ') || 'none'}`
  return `there is no such flag; ${known}`
}

async function readFlag({ field }: Flag, texts: readonly string[], read: FlagReaders) {
  if (texts.length > 1 && !field.several) return { fault: `given ${texts.length} times` }
  try {
    const readings = []
    for (const text of texts) readings.push(await readText(field, text, read))
    const fault = readings.find((reading) => 'fault' in reading)
    if (fault || readings.length === 1) return fault ?? readings[0]!
    return { value: readings.flatMap((reading) => (reading as { value: unknown }).value) }
  } catch (error) {
    return { fault: error instanceof Error ? error.message.replace(/\.$/, '') : String(error) }
  }
}

const fromFiles: readonly FormField['widget'][] = ['text', 'code', 'json', 'graph', 'line', 'table']

async function readText(field: FormField, text: string, read: FlagReaders) {
  const isFile = text.startsWith('@') && !text.startsWith('@@') && fromFiles.includes(field.widget)
  if (field.widget === 'table') return { value: await read.table(isFile ? text.slice(1) : text, field) }
  if (isFile) return readField(field, await read.text(text.slice(1)))
  return readField(field, text.startsWith('@@') ? text.slice(1) : text)
}

/** What the description finds wrong, each fault at the flag of its field; `told` are flags with a fault already. */
function faultsOf(method: Method, flags: readonly Flag[], input: object, told: ReadonlySet<string>): FlagFault[] {
  const parsed = method.input.safeParse(input)
  if (parsed.success) return []
  return parsed.error.issues.flatMap(({ path, message }) => {
    const keys = path.map(String)
    const flag = flags.find(({ field }) => field.path.every((key, at) => keys[at] === key))
    if (flag && told.has(flag.name)) return []
    const rest = keys.slice(flag?.field.path.length ?? 0).join('.')
    return [{ flag: flag?.name ?? '', message: rest === '' ? message : `${rest}: ${message}` }]
  })
}
