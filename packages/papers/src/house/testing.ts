/** For tests: houses in temporary homes, and papers put into them the way every source does. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openIntake, type Tally } from '../intake/intake.ts'
import { voiceOf } from '../intake/voice.ts'
import type { PaperRecord } from '../record.ts'
import type { SourceId } from '../sources/source.ts'
import type { House } from './house.ts'
import { type HouseOptions, openHouse } from './openHouse.ts'
import type { Report } from './report.ts'

/** Temporary homes without a catalogue. Making a database takes seconds: each is a copy of one empty home. */
export async function temporaryHomes() {
  delete process.env.DATABASE_URL
  delete process.env.SEARCH_URI
  const folder = mkdtempSync(join(tmpdir(), 'causerie-house-'))
  const catalogue = join(folder, 'no-catalogue')
  const template = join(folder, 'template')
  await openHouse({ home: template, catalogue }).then((house) => house.close())
  const opened = new Set<House>()
  let made = 0
  return {
    folder,
    catalogue,
    /** A path where no home is yet. */
    untouched: (): string => join(folder, `home-${++made}`),
    fresh(): string {
      const home = join(folder, `home-${++made}`)
      cpSync(template, home, { recursive: true })
      return home
    },
    /** Opens a home; what a test leaves open is closed in the end. */
    async open(home: string, options: Omit<HouseOptions, 'home'> = {}): Promise<House> {
      const house = await openHouse({ home, catalogue, ...options })
      opened.add(house)
      return {
        ...house,
        close: () => {
          opened.delete(house)
          return house.close()
        },
      }
    },
    async remove(): Promise<void> {
      for (const house of opened) await house.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type Homes = Awaited<ReturnType<typeof temporaryHomes>>

/** Records as one source brings them, stored and indexed. */
export async function put(
  house: House,
  records: PaperRecord[],
  { source = 'jsonl' as SourceId | 'catalogue', indexed = true } = {},
): Promise<Tally> {
  const intake = openIntake(house.store, voiceOf(source), {
    onCommit: async (_, write) => void (write && indexed && (await house.indexer.take(write))),
  })
  await intake.put(records)
  const tally = await intake.finish()
  if (indexed) await house.indexer.catchUp()
  return tally
}

/** A report that keeps what it is told. */
export function keptReport(signal = new AbortController().signal) {
  const progress: Parameters<Report['progress']>[0][] = []
  const notes: string[] = []
  const report: Report = { progress: (one) => progress.push(one), note: (text) => notes.push(text), signal }
  return { report, progress, notes }
}
