import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { LabError } from '../errors.ts'
import { defineMethod } from '../method.ts'
import { parseInput } from '../run.ts'
import { everyField } from './fixture.ts'
import { type FlagFault, type FlagReaders, flagsOf, parseFlags } from './flags.ts'

const table = { columns: [{ name: 'x', type: 'number' as const, values: [1, 2] }] }
const files: Record<string, string> = { 'story.txt': 'A swan flew.', 'edges.json': '[{"from":"a","to":"b"}]' }
const read: FlagReaders = {
  text: async (path) => {
    if (files[path] === undefined) throw new Error(`There is no file ${path}.`)
    return files[path]
  },
  table: async (path) => {
    if (path !== 'data.csv') throw new Error(`There is no file ${path}.`)
    return table
  },
}
const parse = (...words: string[]) => parseFlags(everyField, words, { read, base: { name: 'swan' } })
const faults = (...words: string[]): Promise<FlagFault[] | string> =>
  parse(...words).then(
    () => 'accepted',
    (error: LabError) => (error.code === 'input/flags' ? (error.details!.issues as FlagFault[]) : error.message),
  )

test('every field has a flag, with what follows it and its sentence', () => {
  const flags = flagsOf(everyField)
  expect(flags.map(({ name, value }) => (value ? `${name} ${value}` : name))).toEqual([
    'max-signals N',
    'threshold N',
    'mode fast|exact',
    'power 1|2',
    'nested',
    'story TEXT|@FILE',
    'data FILE',
    'levels N,…',
    'metrics auc|f1,…',
    'model-layers N',
    'model-init-scale N',
    'edges JSON|@FILE',
    'name TEXT',
  ])
  expect(flags[0]!.help).toBe('More of them make the warning longer. (signals; 1 … 50; default 10)')
  expect(flags.at(-1)!.help).toBe('Name (required)')
})

describe('words become an input that the method takes', () => {
  test.each([
    [['--max-signals', '5'], { maxSignals: 5 }],
    [['--max-signals=5', '--mode=exact'], { maxSignals: 5, mode: 'exact' }],
    [['--nested'], { nested: true }],
    [['--no-nested'], { nested: false }],
    [['--nested=no', '--power', '2'], { nested: false, power: 2 }],
    [['--story', '@story.txt'], { story: 'A swan flew.' }],
    [['--story', '@@story.txt'], { story: '@story.txt' }],
    [['--story=a=b'], { story: 'a=b' }],
    [['--data', 'data.csv'], { data: table }],
    [['--data', '@data.csv'], { data: table }],
    [['--levels', '1,2', '--levels', '3'], { levels: [1, 2, 3] }],
    [['--edges', '@edges.json'], { edges: [{ from: 'a', to: 'b' }] }],
    [['--model-layers', '4', '--model-init-scale', '-0.5'], { model: { layers: 4, init: { scale: -0.5 } } }],
  ])('%j', async (words, expected) => {
    const input = await parse(...words)
    expect(input).toEqual({ name: 'swan', ...expected })
    expect(() => parseInput(everyField, input)).not.toThrow()
  })

  test('the input they are laid over is not changed', async () => {
    const base = { name: 'swan', model: { layers: 9 } }
    const input = await parseFlags(everyField, ['--model-init-scale', '1'], { read, base })
    expect(input).toEqual({ name: 'swan', model: { layers: 9, init: { scale: 1 } } })
    expect(base).toEqual({ name: 'swan', model: { layers: 9 } })
  })
})

describe('faults come all at once, each with its flag', () => {
  test('of words, files and values together', async () => {
    expect(
      await faults(
        ...['--max-signal', '5', '--threshold', 'high', '--mode', 'slow', '--data', 'lost.csv', '--story', '@lost.txt'],
        ...['--levels', '1,2,3,4,5,6', '--name', 'Swan', '--model-layers', '0', 'stray', '--edges', '[{"from":"a"}]'],
      ),
    ).toEqual([
      { flag: 'max-signal', message: 'there is no such flag; did you mean --max-signals?' },
      { flag: '', message: '“stray” follows no flag' },
      { flag: 'threshold', message: 'expected a number, got “high”' },
      { flag: 'mode', message: 'expected one of fast, exact, got “slow”' },
      { flag: 'data', message: 'There is no file lost.csv' },
      { flag: 'story', message: 'There is no file lost.txt' },
      { flag: 'levels', message: expect.stringContaining('5') },
      { flag: 'model-layers', message: expect.stringContaining('1') },
      { flag: 'edges', message: expect.stringContaining('0.to: ') },
      { flag: 'name', message: expect.any(String) },
    ])
  })

  test('a flag without its value, at the end or before another', async () => {
    expect(await faults('--max-signals')).toEqual([{ flag: 'max-signals', message: 'expected N after it' }])
    expect(await faults('--mode', '--nested', '--threshold')).toEqual([
      { flag: 'mode', message: 'expected fast|exact after it' },
      { flag: 'threshold', message: 'expected N after it' },
    ])
  })

  test('one value given twice, and a required field left out', async () => {
    expect(await faults('--mode', 'fast', '--mode', 'exact')).toEqual([{ flag: 'mode', message: 'given 2 times' }])
    await expect(parseFlags(everyField, [], { read })).rejects.toMatchObject({
      code: 'input/flags',
      message: expect.stringContaining('--name: '),
    })
  })

  test('a flag like no other is told what there is', async () => {
    expect(await faults('--quetzalcoatl=1')).toEqual([
      { flag: 'quetzalcoatl', message: expect.stringContaining('there are --max-signals, --threshold') },
    ])
  })
})

test('a field with a name of the command’s own is called input-…; two of one name are a fault of the method', () => {
  const method = (shape: z.ZodRawShape) =>
    defineMethod({ ...everyField, input: z.object(shape), sample: {}, cost: everyField.cost, run: everyField.run })
  const seed = method({ seed: z.number().default(1) })
  expect(flagsOf(seed, { taken: ['seed'] }).map(({ name }) => name)).toEqual(['input-seed'])
  const twice = method({ aB: z.number().default(1), a: z.object({ b: z.number().default(1) }).prefault({}) })
  expect(() => flagsOf(twice)).toThrow('come to the flag --a-b')
})
