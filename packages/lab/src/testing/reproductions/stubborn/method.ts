/** A toy for tests: a method that behaves as badly as it is told. */
import { z } from 'zod'
import { defineMethod, LabError } from '../../../index.ts'

export const method = defineMethod({
  slug: 'stubborn',
  title: 'Stubborn',
  summary: 'Does not do what it should. A toy for tests.',
  input: z.object({
    does: z.enum(['nothing', 'spin', 'wait', 'work', 'heap', 'buffers', 'throw', 'refuse', 'report', 'exit', 'hang']),
    tag: z.string().default(''),
  }),
  runsIn: ['browser', 'server'],
  cost: () => ({ seconds: 1, megabytes: 1 }),
  sample: { does: 'nothing' },
  async run({ does, tag }, { progress, signal, log }) {
    if (does === 'wait' || does === 'spin') log('began')
    if (does === 'throw') throw new TypeError('undefined is not a swan')
    if (does === 'refuse')
      throw new LabError('stubborn/no-swan', 'There is no swan on line 3.', {
        hint: 'Add one.',
        details: { line: 3, path: ['a', 'b'] },
      })
    if (does === 'report') return { headline: '', numbers: [{ name: 'x', value: Number.NaN }] }
    if (does === 'exit') (globalThis as { process?: { exit: (code: number) => void } }).process?.exit(7)
    if (does === 'hang') await new Promise(() => {})
    if (does === 'spin') for (;;);
    if (does === 'heap') for (const all: unknown[] = []; ; ) all.push(Array.from({ length: 1e5 }, (_, at) => ({ at })))
    if (does === 'buffers') {
      const all: Uint8Array[] = []
      for (;;) {
        all.push(new Uint8Array(8 * 2 ** 20).fill(1))
        await progress(0)
      }
    }
    for (let at = 0; does === 'wait' || does === 'work'; at++) {
      if (does === 'work') for (const end = performance.now() + 5; performance.now() < end; );
      await progress((at % 100) / 100, 'waiting')
      signal.throwIfAborted()
    }
    return { headline: `Nothing was done. ${tag}`.trim() }
  },
})
