/**
 * The statistics of the library that is open: counted once over a sample of its papers, kept in a file, counted again
 * when the library has grown or shrunk by a fifth. Whoever asks first waits; later the old ones serve meanwhile.
 */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { setImmediate as breathe } from 'node:timers/promises'
import type { PaperTexts } from '../document.ts'
import { type Counted, countTexts, emptyCount, type Statistics, sampleSize, statisticsFrom } from './statistics.ts'

export type LibrarySample = {
  /** Statistics of the library as it is, or nearly. */
  statistics(): Promise<Statistics>
  /** Waits for a count that is under way. */
  rest(): Promise<void>
}

export type SampleSource = {
  /** Number of papers now. */
  count(): Promise<number>
  /** Up to `size` papers' ids, the same ones as long as they are there. */
  ids(size: number): Promise<number[]>
  textsOf(ids: number[]): Promise<Map<number, PaperTexts>>
}

/** Below so much change the old statistics are good enough: ln 1.2 = 0.18 in an idf of 5. */
const change = 1.2

export function openLibrarySample(source: SampleSource, { file }: { file?: string } = {}): LibrarySample {
  let known: Counted | undefined
  let statistics: Statistics | undefined
  let counting: Promise<void> | undefined

  function learn(counted: Counted): void {
    known = counted
    statistics = statisticsFrom(counted)
  }

  async function count(papers: number): Promise<void> {
    const counted = await countSample(source, papers)
    learn(counted)
    if (file) await save(file, counted)
  }

  return {
    async statistics() {
      if (!known && file) {
        const saved = await read(file)
        if (saved) learn(saved)
      }
      const papers = await source.count()
      if (!known || !isNear(known.papers, papers)) {
        counting ??= count(papers).finally(() => {
          counting = undefined
        })
        if (!statistics) await counting
        else counting.catch(() => {}) // the old ones serve; the next question tries again
      }
      return statistics!
    },
    rest: async () => {
      await counting?.catch(() => {})
    },
  }
}

function isNear(then: number, now: number): boolean {
  return now <= then * change && then <= now * change
}

const slice = 250

async function countSample(source: SampleSource, papers: number): Promise<Counted> {
  const ids = await source.ids(sampleSize)
  const counted = emptyCount(papers)
  for (let from = 0; from < ids.length; from += slice) {
    const texts = await source.textsOf(ids.slice(from, from + slice))
    countTexts(counted, texts.values())
    await breathe()
  }
  return ids.length < papers ? withoutRarest(counted) : counted
}

/** Of a part of the library, terms of one paper say no more than that they are rare, as unknown ones are; they are half. */
function withoutRarest(counted: Counted): Counted {
  return { ...counted, counts: new Map([...counted.counts].filter(([, count]) => count > 1)) }
}

const version = 1

async function save(file: string, { counts, ...rest }: Counted): Promise<void> {
  const json = JSON.stringify({ version, ...rest, counts: [...counts] })
  const half = `${file}.${process.pid}.half`
  await writeFile(half, json)
  await rename(half, file)
}

/** Undefined for a file that is not there or not readable: then it is counted anew. */
async function read(file: string): Promise<Counted | undefined> {
  try {
    const { version: written, counts, ...rest } = JSON.parse(await readFile(file, 'utf8'))
    return written === version ? { ...rest, counts: new Map(counts) } : undefined
  } catch {
    return undefined
  }
}
