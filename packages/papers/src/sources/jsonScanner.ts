/**
 * Cuts a stream of JSON text into the texts of its records: the elements of a top-level array, the elements of an
 * array under a known key of a top-level object (`{"total":1,"data":[…]}`), or top-level objects one after another.
 * Nothing is parsed here, so one malformed record costs that record only. Where the damage hides the end of a record
 * (an open quote, a missing bracket), the next line that begins with `{` in the column where records begin starts
 * a new one.
 */
import { maxRecordLength } from './lines.ts'

export type JsonPiece =
  | { kind: 'element'; number: number; line: number; isInList: boolean; text: string }
  | { kind: 'bad'; number: number; line: number; isInList: boolean; reason: string }
  /** The text ended before `unfinished` did. */
  | { kind: 'cut'; line: number; unfinished: string }

export type ScannerOptions = { within?: readonly string[]; maxLength?: number }

type OpenRecord = {
  line: number
  parts: string[]
  length: number
  isBare: boolean
  isBroken: boolean
  hugsMargin: boolean
}

/** Where records stand: at top level, in a top-level array, in an array inside an object, or no more (its rest). */
const depthOfRecords = { top: 0, array: 1, wrapped: 2, rest: Number.POSITIVE_INFINITY }

const [newline, quote, backslash, comma, colon, openList, closeList, openObject, closeObject] = [...'\n"\\,:[]{}'].map(
  (c) => c.charCodeAt(0),
) as [number, number, number, number, number, number, number, number, number]

export class JsonScanner {
  private readonly within: ReadonlySet<string>
  private readonly maxLength: number
  private pieces: JsonPiece[] = []
  private mode: keyof typeof depthOfRecords = 'top'
  private depth = 0
  private number = 0
  private line = 1
  private column = 0
  private atLineStart = true
  /** Column of the first character of this line that is not blank. */
  private firstColumn = 0
  private inString = false
  private escaped = false
  private record: OpenRecord | undefined
  /** Column in which records begin their line; unknown until one has. */
  private margin: number | undefined
  /** A sound record had an inner line at the margin: the margin tells nothing. */
  private marginIsUnclear = false
  /** Top-level objects have been found: an array among them is a record gone wrong. */
  private hasTopRecords = false
  private lastString = ''
  private afterColon = false

  constructor({ within = [], maxLength = maxRecordLength }: ScannerOptions = {}) {
    this.within = new Set(within)
    this.maxLength = maxLength
  }

  push(chunk: string): JsonPiece[] {
    let start = 0 // of what belongs to the open record and is not kept yet
    let stringStart = 0
    const begin = (at: number, isBare: boolean) => {
      this.begin(isBare)
      start = at
    }
    const finish = (end: number) => {
      this.keep(chunk.slice(start, end))
      this.finish()
      start = end
    }
    for (let i = 0; i < chunk.length; i++, this.column++) {
      const code = chunk.charCodeAt(i)
      if (code === newline) {
        if (this.record?.isBare && this.mode === 'top') finish(i)
        this.endLine()
      } else if (this.inString) {
        if (this.escaped) this.escaped = false
        else if (code === backslash) this.escaped = true
        else if (code === quote) {
          this.inString = false
          if (this.depth === 1) this.lastString += chunk.slice(stringStart, i)
        }
      } else if (code === byteOrderMark) {
        this.column-- // it has no width
      } else if (isBlank(code)) {
        // between tokens
      } else {
        if (this.atLineStart) {
          this.atLineStart = false
          this.firstColumn = this.column
          if (this.record) this.lookAtMargin(code)
        }
        if (code === quote) {
          if (this.awaitsRecord()) begin(i, true)
          this.inString = true
          this.lastString = ''
          stringStart = i + 1
        } else if (code === openObject || code === openList) {
          if (this.entersList(code)) continue
          if (this.awaitsRecord()) begin(i, false)
          this.depth++
        } else if (code === closeObject || code === closeList) {
          if (this.record?.isBare && this.depth === depthOfRecords[this.mode]) finish(i)
          this.depth = Math.max(0, this.depth - 1)
          if (this.record && this.depth === depthOfRecords[this.mode]) finish(i + 1)
          this.leaveList()
        } else if (code === comma) {
          if (this.record?.isBare && this.depth === depthOfRecords[this.mode]) finish(i)
        } else if (code !== colon && this.awaitsRecord()) begin(i, true)
        this.afterColon = code === colon
      }
    }
    if (this.record) this.keep(chunk.slice(start))
    if (this.inString && this.depth === 1 && this.lastString.length < 64) this.lastString += chunk.slice(stringStart)
    return this.taken()
  }

  end(): JsonPiece[] {
    const { record, depth, line } = this
    if (record && depth === depthOfRecords[this.mode]) this.finish()
    else if (record?.isBroken) this.fail(brokenEnd)
    else if (record)
      this.pieces.push({ kind: 'cut', line, unfinished: `record ${this.number}, which begins on line ${record.line}` })
    else if (depth > 0) this.pieces.push({ kind: 'cut', line, unfinished: 'its list' })
    this.record = undefined
    return this.taken()
  }

  private awaitsRecord(): boolean {
    return !this.record && this.depth === depthOfRecords[this.mode]
  }

  private begin(isBare: boolean): void {
    this.number++
    this.record = { line: this.line, parts: [], length: 0, isBare, isBroken: false, hugsMargin: false }
    if (this.column === this.firstColumn && !isBare) this.margin ??= this.column
  }

  private keep(text: string): void {
    const record = this.record
    if (!record) return
    record.length += text.length
    if (record.length > this.maxLength) record.parts = []
    else record.parts.push(text)
  }

  private finish(): void {
    const { record, number } = this
    if (!record) return
    if (record.length > this.maxLength) {
      this.fail(`it is ${record.length} characters long, and at most ${this.maxLength} are read`)
      return
    }
    if (record.hugsMargin) this.marginIsUnclear = true
    this.hasTopRecords ||= this.mode === 'top'
    this.pieces.push({
      kind: 'element',
      number,
      line: record.line,
      isInList: this.mode !== 'top',
      text: record.parts.join(''),
    })
    this.record = undefined
  }

  private fail(reason: string): void {
    this.pieces.push({
      kind: 'bad',
      number: this.number,
      line: this.record!.line,
      isInList: this.mode !== 'top',
      reason,
    })
    this.record = undefined
  }

  private taken(): JsonPiece[] {
    const { pieces } = this
    this.pieces = []
    return pieces
  }

  private endLine(): void {
    this.line++
    this.column = -1 // the loop adds one
    this.atLineStart = true
    this.escaped = false
    if (this.inString && this.record) this.record.isBroken = true // a line break cannot stand in a JSON string
    this.inString = false
  }

  /** At the first character of a line inside a record: is it really the next record? */
  private lookAtMargin(code: number): void {
    const record = this.record!
    if (this.margin === undefined || this.column > this.margin || code === closeObject || code === closeList) return
    const isNext =
      code === openObject &&
      this.column === this.margin &&
      (record.isBroken || !(this.marginIsUnclear || record.hugsMargin))
    if (!isNext || this.depth <= depthOfRecords[this.mode]) {
      record.hugsMargin = true
      return
    }
    this.fail(brokenEnd)
    this.depth = depthOfRecords[this.mode]
  }

  /** A bracket that opens a list of records rather than a record; it is not part of any. */
  private entersList(code: number): boolean {
    if (code !== openList || this.mode !== 'top') return false
    const isWrapped = this.depth === 1 && this.afterColon && this.within.has(this.lastString)
    if (!isWrapped && (this.depth > 0 || this.hasTopRecords)) return false
    if (isWrapped && this.record) {
      this.record = undefined // the object is a wrapper
      this.number--
      this.margin = undefined
    }
    this.mode = isWrapped ? 'wrapped' : 'array'
    this.depth++
    this.afterColon = false
    return true
  }

  private leaveList(): void {
    if (this.mode === 'wrapped' && this.depth === 1) this.mode = 'rest'
    if (this.depth === 0) this.mode = 'top'
  }
}

const brokenEnd = 'it is not valid JSON: a quote or a bracket is missing'

const byteOrderMark = 0xfeff

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13
}
