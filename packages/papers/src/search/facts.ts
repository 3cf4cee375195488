/** What the index keeps in memory of every paper, in typed arrays by id, so that facets and dates cost no query. */
import type { Table } from '@lancedb/lancedb'
import type { Table as ArrowTable } from 'apache-arrow'
import { noDay } from './document.ts'

export type PaperFacts = { day: number; year: number; venue: string; created: number }

export type Facts = {
  /** Largest revision learnt. */
  readonly mark: number
  learn(paper: PaperFacts & { id: number; revision: number }): void
  forget(id: number): void
  of(id: number): PaperFacts | undefined
}

const absent = -32_768

/** 16 bytes a paper. */
export function createFacts(): Facts {
  const venues: string[] = []
  const venueNumbers = new Map<string, number>()
  let days = new Int32Array(0)
  let years = new Int16Array(0)
  let places = new Uint16Array(0)
  let births = new Float64Array(0)
  let mark = 0

  function grow(id: number): void {
    if (id < years.length) return
    const size = Math.max(1024, id + 1 + (id >> 1))
    days = extended(days, new Int32Array(size))
    places = extended(places, new Uint16Array(size))
    births = extended(births, new Float64Array(size))
    years = extended(years, new Int16Array(size).fill(absent))
  }

  function placeOf(venue: string): number {
    const known = venueNumbers.get(venue)
    if (known !== undefined) return known
    const place = venues.length < 65_535 ? venues.push(venue) - 1 : 0
    venueNumbers.set(venue, place)
    return place
  }

  return {
    get mark() {
      return mark
    },
    learn({ id, revision, created, day, year, venue }) {
      grow(id)
      days[id] = day
      years[id] = year
      places[id] = placeOf(venue)
      births[id] = created
      mark = Math.max(mark, revision)
    },
    forget(id) {
      if (id < years.length) years[id] = absent
    },
    of(id) {
      if (id >= years.length || years[id] === absent) return undefined
      return { day: days[id] ?? noDay, year: years[id]!, venue: venues[places[id]!]!, created: births[id]! }
    },
  }
}

export async function readFacts(table: Table): Promise<Facts> {
  const facts = createFacts()
  const rows = table.query().select(['id', 'revision', 'created', 'day', 'year', 'venueName'])
  for await (const batch of rows) {
    const numbers = (name: string) => batch.getChild(name)!.toArray() as ArrayLike<number>
    const [ids, revisions, created] = [numbers('id'), numbers('revision'), numbers('created')]
    const [days, years, venues] = [numbers('day'), numbers('year'), batch.getChild('venueName')!]
    for (let at = 0; at < batch.numRows; at++) {
      facts.learn({
        id: ids[at]!,
        revision: revisions[at]!,
        created: created[at]!,
        day: days[at]!,
        year: years[at]!,
        venue: venues.get(at),
      })
    }
  }
  return facts
}

/** A column of numbers of an answer; an answer without rows has no batch, and then no columns either. */
export function numbersOf(answer: ArrowTable, name: string): number[] {
  return answer.numRows === 0 ? [] : Array.from(answer.getChild(name)!.toArray() as ArrayLike<number>)
}

function extended<Numbers extends Int32Array | Int16Array | Uint16Array | Float64Array>(
  from: Numbers,
  to: Numbers,
): Numbers {
  to.set(from)
  return to
}
