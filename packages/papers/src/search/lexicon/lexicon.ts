/**
 * The words and names of a library, held by a thread of its own: corrections of misspelt words, completions of names.
 *
 * Made when it is first asked for, from the rows of the search index, and brought up to date when asked again after a
 * write. What came since is added to what there is; when it is much, another thread is filled beside the one that
 * answers and takes its place.
 */
import { Worker } from 'node:worker_threads'
import type { CompletedName, Wanted } from '../completion/names.ts'
import type { Correction } from '../spelling/vocabulary.ts'
import type { Size } from './holdings.ts'
import type { Answer, Question } from './protocol.ts'
import { buffersOf, type LexiconRows } from './rows.ts'

export type LexiconSource = {
  mark(): number
  count(): Promise<number>
  rowsAfter(revision: number): AsyncGenerator<LexiconRows>
}

export type Lexicon = {
  /** Corrections of each word, best first; undefined while the lexicon is being made. */
  corrections(words: string[]): Promise<Correction[][] | undefined>
  /** Completions of the first of several beginnings that has any, and which it was. */
  complete(typed: string[], kinds: Wanted): Promise<{ names: CompletedName[]; of: number } | undefined>
  /** Waits until what the index had at the call is known. */
  ready(): Promise<Size | undefined>
  close(): Promise<void>
}

/** A share of new papers above which everything is read again: replaced papers are counted twice until then. */
const muchNew = 0.05
const fewNew = 500
/** Between two readings passes at least this many times as long as the last one took. */
const restTimes = 10

export function createLexicon(source: LexiconSource): Lexicon {
  let holder: Holder | undefined
  let next: Holder | undefined
  let reading: Promise<void> | undefined
  let restUntil = 0
  let closed = false

  function refresh({ now = false } = {}): Promise<void> | undefined {
    if (closed || reading || (holder && holder.mark >= source.mark()) || (!now && performance.now() < restUntil))
      return reading
    const started = performance.now()
    reading = read()
      .catch(() => next?.close()) // the index was cleared under it, or this is closed: the next question begins again
      .finally(() => {
        reading = undefined
        next = undefined
        restUntil = performance.now() + restTimes * (performance.now() - started)
      })
    return reading
  }

  async function read(): Promise<void> {
    if (holder && (await isLittle(holder))) return holder.take(source)
    next = createHolder()
    await next.take(source)
    const former = holder
    holder = next
    await former?.close()
  }

  async function isLittle({ mark, papers, added }: Holder): Promise<boolean> {
    const gained = (await source.count()) - papers
    return mark <= source.mark() && gained >= 0 && Math.max(gained, added) <= Math.max(fewNew, muchNew * papers)
  }

  return {
    async corrections(words) {
      refresh()
      return holder?.ask<Correction[][]>({ kind: 'corrections', words })
    },
    async complete(typed, kinds) {
      refresh()
      return holder?.ask({ kind: 'complete', typed, kinds })
    },
    async ready() {
      const mark = source.mark()
      for (let tries = 0; tries < 3 && !closed && (!holder || holder.mark < mark); tries++) await refresh({ now: true })
      return holder?.size
    },
    async close() {
      closed = true
      await Promise.all([holder?.close(), next?.close()])
      await reading
      holder = undefined
    },
  }
}

/** A library too large for this has no lexicon: the thread ends, nothing else does. Little young space keeps garbage small. */
const resourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 16 }

type Holder = ReturnType<typeof createHolder>

/** A thread and how far it has read. It keeps the process alive only while it is asked something. */
function createHolder() {
  const thread = new Worker(new URL('lexiconThread.ts', import.meta.url), { resourceLimits })
  thread.unref()
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>()
  let asked = 0
  let ended = false
  thread.on('message', ({ number, value }: Answer) => {
    waiting.get(number)?.resolve(value as never)
    waiting.delete(number)
    if (waiting.size === 0) thread.unref()
  })
  const fail = (error: Error) => {
    ended = true
    for (const { reject } of waiting.values()) reject(error)
    waiting.clear()
  }
  thread.on('error', fail)
  thread.on('exit', () => fail(new Error('The thread of the lexicon ended.')))

  const holder = {
    mark: -1,
    /** Papers of the first reading, and rows read since. */
    papers: 0,
    added: 0,
    size: undefined as Size | undefined,
    ask<Value>(question: Question, buffers: ArrayBuffer[] = []): Promise<Value> {
      const number = ++asked
      return new Promise<Value>((resolve, reject) => {
        if (ended) return reject(new Error('The thread of the lexicon has ended.'))
        waiting.set(number, { resolve: resolve as never, reject })
        thread.ref()
        thread.postMessage({ ...question, number }, buffers)
      })
    },
    /** One batch at a time: what is not yet counted is not held. */
    async take(source: LexiconSource): Promise<void> {
      const mark = source.mark()
      let papers = 0
      for await (const rows of source.rowsAfter(holder.mark)) {
        papers += rows.count
        await holder.ask({ kind: 'rows', rows }, buffersOf(rows))
      }
      if (holder.mark < 0) holder.papers = papers
      else holder.added += papers
      holder.size = await holder.ask<Size>({ kind: 'settle' })
      holder.mark = mark
    },
    async close(): Promise<void> {
      await thread.terminate()
    },
  }
  return holder
}
