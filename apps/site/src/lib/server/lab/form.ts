/** A form that was sent without script: what was typed, and the tables of its files. */
import type { FormField } from '@causerie/lab'
import { readTable, type TablesError } from '@causerie/tables'
import { type Faults, inputFrom, type Tables, type Typed } from '#lib/run/typed.ts'

const mostBytes = 50_000_000

export async function readForm(fields: readonly FormField[], data: FormData) {
  const typed: Typed = {}
  const tables: Tables = {}
  const faults: Faults = {}
  for (const field of fields) {
    if (field.widget !== 'table') {
      typed[field.name] = data.getAll(`in.${field.name}`).map(String).join('\n').replaceAll('\r\n', '\n')
      continue
    }
    try {
      tables[field.name] = await tableOf(data.get(`file.${field.name}`), data.get(`rows.${field.name}`))
    } catch (error) {
      const { message, hint } = error as TablesError
      faults[field.name] = [[message, hint].filter(Boolean).join(' ')]
    }
  }
  const read = inputFrom(fields, typed, tables)
  return { typed, tables, input: read.input, faults: { ...read.faults, ...faults } }
}

/** A file wins over pasted rows. */
async function tableOf(file: FormDataEntryValue | null, rows: FormDataEntryValue | null) {
  if (file instanceof File && file.size > 0)
    return (await readTable(file, { name: file.name, maxBytes: mostBytes })).table
  if (typeof rows === 'string' && rows.trim() !== '') return (await readTable(rows, { name: 'pasted rows' })).table
  return undefined
}
