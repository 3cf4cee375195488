import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import {
  asCommandLine,
  canonicalInput,
  filesOf,
  flagsOf,
  type Method,
  parseFlags,
  type Run,
  runFlags,
  runIdentity,
} from '@causerie/lab'
import { commitOf, createThreadRunner, machineClass, type Registry } from '@causerie/lab/node'
import { plural } from '@causerie/papers'
import { type Command, type Context, UsageError } from '../command.ts'
import { paperFacts } from '../lab/paperFacts.ts'
import { reportLines } from '../lab/printReport.ts'
import { readers, readInput } from '../lab/readers.ts'
import { openReproductions, ownMegabytes } from '../lab/reproductions.ts'

export const runCommand: Command = {
  name: 'run',
  summary: 'run the method of a paper, on its sample or on your own data',
  usage: 'causerie run SLUG [--FIELD VALUE]… [--input FILE.json] [--seed N] [--out DIR]',
  options: {
    input: { type: 'string', value: 'FILE', help: 'fields of the input as JSON; flags come over them' },
    seed: { type: 'string', value: 'N', help: 'seed of all randomness, a number or a word (1)' },
    out: { type: 'string', value: 'DIR', help: 'write report, tables and files there' },
  },
  example: 'causerie run splain --reader analyst --json',
  takesMore: true,
  moreHelp: async ([slug]) => {
    const registry = openReproductions()
    return slug === undefined ? `\n  ${await listed(registry)}` : fieldsHelp(await registry.method(slug))
  },
  async run(context) {
    const registry = openReproductions()
    const slug = context.positionals[0]
    if (slug === undefined) throw new UsageError(`Name a method. ${await listed(registry)}`)
    const run = await carriedOut(context, registry, await registry.method(slug))
    if (context.values.out !== undefined) await writeFiles(context, registry, run)
    if (!context.json) printRun(context, run, await registry.method(slug))
    return { result: run }
  },
}

async function listed(registry: Registry): Promise<string> {
  const { methods } = await registry.methods()
  return `There are: ${methods.map(({ slug }) => slug).join(', ') || 'none yet'}.`
}

function fieldsHelp(method: Method): string {
  const flags = flagsOf(method, { taken: runFlags })
  const names = flags.map(({ name, value }) => (value === undefined ? `--[no-]${name}` : `--${name} ${value}`))
  const width = Math.min(32, Math.max(...names.map(({ length }) => length)))
  const lines = flags.map(({ help }, at) => `  ${names[at]!.padEnd(width)}  ${help}`)
  return ['', `  Fields of ${method.title}: ${method.summary}`, '', ...lines].join('\n')
}

async function carriedOut(context: Context, registry: Registry, method: Method): Promise<Run> {
  const { slug } = method
  const base = context.values.input === undefined ? undefined : await readInput(String(context.values.input))
  // Nothing said is the sample, as on the page; a flag is a change to it.
  const typed = await parseFlags(method, context.more, {
    read: readers,
    base: base ?? (method.sample as Record<string, unknown>),
    taken: runFlags,
  })
  const input = canonicalInput(method, typed)
  const seed = seedOf(context)
  const { claims, ...versions } = registry.versions(slug)
  const commit = commitOf(registry.reproduction(slug).folder)
  const { signal, note, progress } = context.report
  const runner = createThreadRunner({ moduleOf: registry.moduleOf, size: 1, limits: { megabytes: ownMegabytes } })
  const askedAt = new Date().toISOString()
  try {
    const { report, seconds } = await runner.run(
      { slug, input, seed },
      {
        signal,
        onLog: note,
        onProgress: ({ share, stage }) => progress({ stage: stage ?? 'running', done: 0, fraction: share }),
      },
    )
    return {
      id: runIdentity({ slug, method: versions.method, input, seed }),
      slug,
      input,
      seed,
      versions: commit === undefined ? versions : { ...versions, commit },
      state: 'done',
      askedAt,
      startedAt: askedAt,
      finishedAt: new Date().toISOString(),
      attempts: 1,
      machine: machineClass(),
      seconds,
      report,
    }
  } finally {
    await runner.close()
  }
}

function seedOf({ values: { seed } }: Context): number | string {
  if (seed === undefined) return 1
  const text = String(seed).trim()
  if (text === '') throw new UsageError('--seed is empty; expected a number or a word.')
  return String(Number(text)) === text ? Number(text) : text
}

async function writeFiles({ values, report }: Context, registry: Registry, run: Run): Promise<void> {
  const folder = resolve(String(values.out))
  const files = filesOf(run, await paperFacts(registry.reproduction(run.slug)))
  for (const { name, content, encoding } of files) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content, encoding === 'base64' ? 'base64' : 'utf8')
  }
  report.note(`${plural(files.length, 'file')} written to ${folder}`)
}

function printRun({ print }: Context, run: Run, method: Method): void {
  for (const line of reportLines(run.report!)) print(line)
  const { seconds, seed } = run
  print(
    `\n${method.title}, seed ${seed}, ${seconds!.toFixed(seconds! < 10 ? 2 : 0)} s. Again: ${asCommandLine(run, { method })}`,
  )
}
