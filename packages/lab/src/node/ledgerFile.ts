/** `ledger.json` of a reproduction's folder: read with every fault named, written whole or not at all. */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { LabError } from '../errors.ts'
import { emptyLedger, type Ledger, ledgerSchema } from '../ledger.ts'

const name = 'ledger.json'

/** An empty one where there is none. Throws `ledger/broken`, which names the file and the place. */
export function readLedger(folder: string, slug: string): Ledger {
  const file = join(folder, name)
  if (!existsSync(file)) return emptyLedger(slug)
  const parsed = ledgerSchema.safeParse(jsonIn(file))
  if (parsed.success && parsed.data.slug === slug) return parsed.data
  const [issue] = parsed.error?.issues ?? []
  throw broken(
    file,
    issue ? `${issue.path.join('.')}: ${issue.message}` : `it is of ${parsed.data!.slug}, not of ${slug}`,
  )
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw broken(file, (cause as Error).message, cause)
  }
}

function broken(file: string, why: string, cause?: unknown): LabError {
  return new LabError('ledger/broken', `${file} cannot be read: ${why}.`, {
    hint: 'It is written by causerie check. Take the last good one back from version control, or delete it and check again.',
    details: { file },
    cause,
  })
}

/** Beside its place first, then moved there: a kill in the middle leaves the old one whole. */
export function writeLedger(folder: string, ledger: Ledger): void {
  const file = join(folder, name)
  const part = `${file}.${process.pid}.part`
  try {
    const handle = openSync(part, 'w')
    try {
      writeSync(handle, formatted(ledger))
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(part, file)
  } catch (cause) {
    rmSync(part, { force: true })
    throw new LabError('ledger/unwritable', `${file} cannot be written: ${(cause as Error).message}.`, {
      hint: 'The verdicts above are not kept. --dry-run measures without keeping.',
      details: { file },
      cause,
    })
  }
}

/** The same ledger is the same text, whatever order its entries were made in: what the schema does not name is not there. */
export function formatted(ledger: Ledger): string {
  return `${JSON.stringify(ledgerSchema.parse(ledger), null, 2)}\n`
}
