import { resolve } from 'node:path'
import { type LearnResult, plural, thin } from '@causerie/papers'
import { type Command, type Context, numberOption, UsageError } from '../command.ts'

export const learnEmbedderCommand: Command = {
  name: 'learn-embedder',
  summary: 'learn the vectors of search by meaning from the library or a file',
  usage: 'causerie learn-embedder [--from library|FILE] [--seed N] [--minutes M] [--adapt] [--out FILE]',
  options: {
    from: { type: 'string', value: 'FILE', help: 'library (default), or a file that import takes' },
    seed: { type: 'string', value: 'N', help: 'the same papers and seed give the same weights (1)' },
    minutes: { type: 'string', value: 'M', help: 'end after M minutes with the best so far' },
    adapt: { type: 'boolean', help: 'only make the weights of the program at home among these papers (seconds)' },
    out: { type: 'string', value: 'FILE', help: 'where the weights go (embedder.bin in the home)' },
  },
  example: 'causerie learn-embedder --from papers.jsonl.zst',
  async run(context) {
    if (context.positionals.length > 0)
      throw new UsageError(`learn-embedder takes options only; name the file with --from ${context.positionals[0]}.`)
    const { from = 'library', out } = context.values
    const result = await context.operate<LearnResult>('learnEmbedder', {
      from: from === 'library' ? from : resolve(String(from)),
      seed: numberOption(context, 'seed', 1),
      minutes: minutesOf(context),
      adapt: context.values.adapt === true,
      out: out === undefined ? undefined : resolve(String(out)),
    })
    if (!context.json) printResult(context, result)
    return { result }
  },
}

function printResult({ print }: Context, { file, articles, seconds, learnt }: LearnResult): void {
  const time = `in ${thin(Math.round(seconds))} s`
  if (learnt) {
    const { epochs, heldOut } = learnt
    print(`Learnt from ${plural(articles, 'paper')} ${time}, ${epochs.toFixed(1)} times through.`)
    print(
      `Of ${plural(heldOut.articles, 'paper')} kept apart, ${(100 * heldOut.first).toFixed(1)} % are found first by their title.`,
    )
  } else print(`Adapted to ${plural(articles, 'paper')} ${time}.`)
  print(`The weights are in ${file}`)
}

function minutesOf({ values: { minutes } }: Context): number | undefined {
  if (minutes === undefined) return undefined
  const number = Number(minutes)
  if (number > 0 && number <= 1440) return number
  throw new UsageError(`--minutes is “${minutes}”; expected a number above 0, to 1440.`)
}
