/** Rows of the search index as another thread can be given them: whole columns, nothing decoded here. */
import type { Table } from '@lancedb/lancedb'
import type { Data, RecordBatch, Utf8 } from 'apache-arrow'

/** One column of text: its bytes, and where each row's text begins and ends in them. */
export type TextColumn = { bytes: Uint8Array<ArrayBuffer>; offsets: Int32Array<ArrayBuffer> }
export type LexiconRows = {
  count: number
  ids: Int32Array<ArrayBuffer>
  words: TextColumn
  fields: TextColumn
  venues: TextColumn
}

const rowsAtOnce = 1000

/** The papers written after a revision. */
export async function* lexiconRows(table: Table, revision: number): AsyncGenerator<LexiconRows> {
  const all = table.query().select(['id', 'words', 'fields', 'venueName'])
  const query = revision > 0 ? all.where(`revision > ${revision}`) : all
  for await (const batch of query) {
    for (let from = 0; from < batch.numRows; from += rowsAtOnce)
      yield rowsOf(batch.slice(from, from + rowsAtOnce) as unknown as RecordBatch)
  }
}

function rowsOf(batch: RecordBatch): LexiconRows {
  return {
    count: batch.numRows,
    ids: (batch.getChild('id')!.toArray() as Int32Array).slice(),
    words: textColumn(batch, 'words'),
    fields: textColumn(batch, 'fields'),
    venues: textColumn(batch, 'venueName'),
  }
}

/** Copied: what LanceDB hands out shares one buffer, which must not leave this thread. */
function textColumn(batch: RecordBatch, name: string): TextColumn {
  const [data] = batch.getChild(name)!.data as unknown as [Data<Utf8>]
  const offsets = data.valueOffsets.slice(0, batch.numRows + 1)
  const [first, last] = [offsets[0] ?? 0, offsets.at(-1) ?? 0]
  return { bytes: data.values.slice(first, last), offsets: offsets.map((offset) => offset - first) }
}

export function textAt({ bytes, offsets }: TextColumn, row: number): string {
  return decoder.decode(bytes.subarray(offsets[row], offsets[row + 1]))
}

const decoder = new TextDecoder()

/** The buffers to hand over rather than to copy. */
export function buffersOf({ ids, words, fields, venues }: LexiconRows): ArrayBuffer[] {
  return [ids, ...[words, fields, venues].flatMap(({ bytes, offsets }) => [bytes, offsets])].map(({ buffer }) => buffer)
}
