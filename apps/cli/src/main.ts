/**
 * The `causerie` command. Exit codes: 0 done, 1 a negative answer (nothing found, not healthy) or a failure,
 * 2 a mistake in the command's words, 3 done but some records were skipped, 130 interrupted.
 */
import { resolve } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { LabError } from '@causerie/lab'
import { askOwner, type Owner, openHouse, PapersError, runOperation, StoreError, version } from '@causerie/papers'
import { caretUnder } from './caret.ts'
import { type Command, UsageError, type Values } from './command.ts'
import { commands } from './commands/registry.ts'
import { commonOptions, explain, overview } from './help.ts'
import { splitWords } from './splitWords.ts'
import { createTerminal, type Terminal } from './terminal.ts'

export async function main(words: string[]): Promise<number> {
  const [name, ...rest] = words
  if (name === '--version' || name === 'version') return say(version)
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return say(overview(commands))
  const command = commands.find((one) => one.name === name)
  const json = rest.includes('--json')
  if (!command) return failed(new UsageError(unknownCommand(name)), json)
  try {
    const { values, positionals, more } = parseWords(command, rest)
    if (values.help) return say([explain(command), (await command.moreHelp?.(positionals)) ?? ''].join('\n').trimEnd())
    return await runCommand(command, values, positionals, more, json)
  } catch (error) {
    return failed(error, json, command)
  }
}

type Parsed = { values: Values; positionals: string[]; more: string[] }

function parseWords(command: Command, words: string[]): Parsed {
  if (command.takesMore) {
    const { own, more } = splitWords({ ...commonOptions, ...command.options }, words)
    return { ...parseWords({ ...command, takesMore: undefined }, own), more }
  }
  const options = Object.fromEntries(
    Object.entries({ ...commonOptions, ...command.options }).map(([name, { type }]) => [name, { type }]),
  )
  try {
    const parsed = parseArgs({ args: words, options: options as ParseArgsConfig['options'], allowPositionals: true })
    return { ...(parsed as Pick<Parsed, 'values' | 'positionals'>), more: [] }
  } catch (error) {
    throw new UsageError((error as Error).message.replace(/\. To specify.*$/s, '.'))
  }
}

async function runCommand(
  command: Command,
  values: Values,
  positionals: string[],
  more: string[],
  json: boolean,
): Promise<number> {
  const home = resolve(String(values.home ?? process.env.CAUSERIE_HOME ?? '.causerie'))
  const interrupted = new AbortController()
  const stop = () =>
    interrupted.abort(
      new PapersError('aborted', 'Interrupted. Everything committed is kept; the same command goes on from there.'),
    )
  // A terminal and a launcher may both pass on one Ctrl-C: only a second one, a while later, ends at once.
  let first = Number.POSITIVE_INFINITY
  const heed = () => {
    if (performance.now() - first > 1000) process.exit(130)
    first = Math.min(first, performance.now())
    stop()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, heed)
  const terminal = createTerminal({ json, signal: interrupted.signal })
  const purpose = [command.name, ...positionals].join(' ').slice(0, 80)
  try {
    const { result, exitCode = 0 } = await command.run({
      home,
      values,
      positionals,
      more,
      json,
      print: terminal.print,
      report: terminal.report,
      operate: (operation, input) => operate(home, purpose, operation, input, terminal),
    })
    terminal.clear()
    if (json && result !== undefined) terminal.print(JSON.stringify(result, null, 2))
    return exitCode
  } catch (error) {
    throw error instanceof PapersError && error.code === 'aborted' ? (interrupted.signal.reason ?? error) : error
  } finally {
    terminal.clear()
  }
}

const longestWaitMs = 10 * 60_000

/** Runs an operation in this process, or in the one that owns the home; waits for a command that is under way there. */
async function operate<Result>(
  home: string,
  purpose: string,
  name: string,
  input: unknown,
  terminal: Terminal,
): Promise<Result> {
  const deadline = Date.now() + longestWaitMs
  for (let told = false; ; ) {
    try {
      return (await operateHere(home, purpose, name, input, terminal)) as Result
    } catch (error) {
      if (!(error instanceof PapersError) || error.code !== 'house/in-use') throw error
      const owner = error.details?.owner as Owner | undefined
      if (owner?.url) return (await askOwner(home, owner, name, input, terminal.report)) as Result
      if (Date.now() > deadline) throw error
      if (!told && owner) terminal.report.note(`Waiting for “${owner.purpose}” (process ${owner.pid}) to end.`)
      told ||= owner !== undefined
      terminal.report.signal.throwIfAborted()
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  }
}

async function operateHere(
  home: string,
  purpose: string,
  name: string,
  input: unknown,
  terminal: Terminal,
): Promise<unknown> {
  const house = await openHouse({ home, purpose, embedder: 'as set' })
  try {
    for (const note of house.notes) terminal.report.note(note)
    return await runOperation(house, name, input, terminal.report)
  } finally {
    await house.close()
  }
}

function say(text: string): number {
  process.stdout.write(`${text}\n`)
  return 0
}

/** Says what went wrong: our own sentences with their hints; anything else is a defect and shows its stack. */
function failed(error: unknown, json: boolean, command?: Command): number {
  const isOurs = error instanceof PapersError || error instanceof StoreError || error instanceof LabError
  const code = error instanceof UsageError ? 'usage' : isOurs ? error.code : 'unexpected'
  const message = error instanceof Error ? error.message : String(error)
  const hint = isOurs ? error.hint : command && error instanceof UsageError ? `Usage: ${command.usage}` : undefined
  const details = error instanceof PapersError ? error.details : undefined
  // Where it is: of a query, the letters; of an input, each field or flag with its fault.
  const place = code === 'search/query' ? details : error instanceof LabError ? error.details : undefined
  if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, hint, ...place } }, null, 2)}\n`)
  else process.stderr.write(`${message}\n${caretUnder(place)}${hint ? `${hint}\n` : ''}`)
  if (code === 'unexpected')
    process.stderr.write(`This is a defect of Causerie.\n${error instanceof Error ? error.stack : ''}\n`)
  if (code === 'aborted' || code === 'run/cancelled') return 130
  return mistakes.includes(code) ? 2 : 1
}

/** Codes of what is wrong with the words. */
const mistakes = ['usage', 'operation/input', 'input/flags', 'input/invalid', 'run/unknown', 'claim/unknown']

function unknownCommand(name: string): string {
  const near = commands.find((one) => one.name.startsWith(name.slice(0, 3)))
  return `There is no command “${name}”.${near ? ` Did you mean ${near.name}?` : ''} causerie help lists them.`
}

if (import.meta.main) {
  // A reader that has seen enough (head, less) closes the pipe: that is an end, not an error.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1))
  process.exitCode = await main(process.argv.slice(2))
}
