/**
 * Step 4: a small grammar of templates that can be said and read back.
 *
 *   text                     as it is
 *   {field:verbaliser}       a value
 *   [ … ]                    only where every field in it has a value
 *   <field: item>            a list: “a, b and c”, each item with fields of its own
 *   (one|many:field)         the first where the count in `field` is 1, the second otherwise
 */
import { LabError } from '@causerie/lab'
import { type Verbaliser, type VerbaliserName, verbalisers } from './verbalise.ts'

export type Fields = { readonly [field: string]: string | number | readonly Fields[] | undefined }

type Part =
  | { kind: 'text'; text: string }
  | { kind: 'slot'; field: string; verbaliser: VerbaliserName }
  | { kind: 'optional'; parts: Part[] }
  | { kind: 'list'; field: string; parts: Part[] }
  | { kind: 'number'; one: string; many: string; field: string }

export type Template = {
  readonly id: string
  readonly source: string
  readonly parts: readonly Part[]
  readonly whole: RegExp
}

export function compileTemplate(id: string, source: string): Template {
  const parts = parseParts(source)
  return { id, source, parts, whole: new RegExp(`^${patternOf(parts)}$`, 'su') }
}

const partPattern =
  /\{(?<slot>\w+):(?<verbaliser>\w+)\}|\[(?<optional>[^\]]*)\]|<(?<list>\w+): (?<item>[^>]*)>|\((?<one>[^|()]*)\|(?<many>[^|():]*):(?<count>\w+)\)/gu

function parseParts(source: string): Part[] {
  const parts: Part[] = []
  let from = 0
  for (const found of source.matchAll(partPattern)) {
    if (found.index > from) parts.push({ kind: 'text', text: source.slice(from, found.index) })
    parts.push(partOf(found.groups!))
    from = found.index + found[0].length
  }
  if (from < source.length) parts.push({ kind: 'text', text: source.slice(from) })
  return parts
}

function partOf({
  slot,
  verbaliser,
  optional,
  list,
  item,
  one,
  many,
  count,
}: Record<string, string | undefined>): Part {
  if (slot !== undefined) return { kind: 'slot', field: slot, verbaliser: verbaliser as VerbaliserName }
  if (optional !== undefined) return { kind: 'optional', parts: parseParts(optional) }
  if (list !== undefined) return { kind: 'list', field: list, parts: parseParts(item!) }
  return { kind: 'number', one: one!, many: many!, field: count! }
}

/** Throws `template/field` when a field has no value and stands in no optional part. */
export function realise(template: Template, fields: Fields): string {
  return said(template, template.parts, fields)
}

function said(template: Template, parts: readonly Part[], fields: Fields): string {
  return parts.map((part) => sayPart(template, part, fields)).join('')
}

function sayPart(template: Template, part: Part, fields: Fields): string {
  switch (part.kind) {
    case 'text':
      return part.text
    case 'number':
      return fields[part.field] === 1 ? part.one : part.many
    case 'optional':
      return part.parts.every((inner) => inner.kind !== 'slot' || fields[inner.field] !== undefined)
        ? said(template, part.parts, fields)
        : ''
    case 'list': {
      const items = (fields[part.field] ?? missing(template, part.field)) as readonly Fields[]
      return joined(items.map((item) => said(template, part.parts, item)))
    }
    case 'slot': {
      const value = fields[part.field] ?? missing(template, part.field)
      return (verbalisers[part.verbaliser] as Verbaliser<unknown>).say(value)
    }
  }
}

function missing(template: Template, field: string): never {
  throw new LabError('template/field', `Template ${template.id} needs ${field}.`)
}

function joined(items: readonly string[]): string {
  if (items.length < 2) return items.join('')
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
}

/** The fields a text was made from, or `undefined` where the template does not give such a text. */
export function readBack(template: Template, text: string): Fields | undefined {
  const found = template.whole.exec(text)
  if (!found) return undefined
  let group = 1
  const read = (parts: readonly Part[], match: RegExpExecArray): Record<string, Fields[string]> => {
    const fields: Record<string, Fields[string]> = {}
    for (const part of parts) {
      if (part.kind === 'slot') {
        const raw = match[group++]
        if (raw !== undefined) fields[part.field] = verbalisers[part.verbaliser].read(raw)
      } else if (part.kind === 'optional') Object.assign(fields, read(part.parts, match))
      else if (part.kind === 'list') fields[part.field] = readItems(part.parts, match[group++]!)
    }
    return fields
  }
  return read(template.parts, found)
}

function readItems(parts: readonly Part[], text: string): Fields[] {
  const item: Template = { id: '', source: '', parts, whole: new RegExp(`^${patternOf(parts)}$`, 'su') }
  const each = new RegExp(`${bare(parts)}(?=$|, | and )`, 'gsu')
  return [...text.matchAll(each)].map(([one]) => readBack(item, one)!)
}

/** Whether the fields read are those that were said: every slot and list of the template, to the precision printed. */
export function sameFields({ parts }: Pick<Template, 'parts'>, said: Fields, read: Fields): boolean {
  return parts.every((part) => {
    if (part.kind === 'text' || part.kind === 'number') return true
    if (part.kind === 'optional') {
      const whole = part.parts.every((inner) => inner.kind !== 'slot' || said[inner.field] !== undefined)
      return whole
        ? sameFields(part, said, read)
        : part.parts.every((inner) => inner.kind !== 'slot' || read[inner.field] === undefined)
    }
    if (part.kind === 'list')
      return sameItems(part.parts, said[part.field] as readonly Fields[], read[part.field] as readonly Fields[])
    const { same = Object.is } = verbalisers[part.verbaliser] as Verbaliser<unknown>
    return read[part.field] !== undefined && same(said[part.field], read[part.field])
  })
}

function sameItems(parts: readonly Part[], said: readonly Fields[], read: readonly Fields[]): boolean {
  return said.length === read.length && said.every((item, at) => sameFields({ parts }, item, read[at]!))
}

/** Slots and lists capture, in order. */
function patternOf(parts: readonly Part[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'slot') return `(${verbalisers[part.verbaliser].pattern})`
      if (part.kind === 'optional') return `(?:${patternOf(part.parts)})?`
      if (part.kind === 'list') return `(${listPattern(part.parts)})`
      return plainPattern(part)
    })
    .join('')
}

/** The same without a capture. */
function bare(parts: readonly Part[]): string {
  return parts
    .map((part) => {
      if (part.kind === 'slot') return verbalisers[part.verbaliser].pattern
      if (part.kind === 'optional') return `(?:${bare(part.parts)})?`
      if (part.kind === 'list') return listPattern(part.parts)
      return plainPattern(part)
    })
    .join('')
}

function listPattern(parts: readonly Part[]): string {
  const item = bare(parts)
  return `(?:${item}(?:, ${item})*(?: and ${item})?)`
}

function plainPattern(part: Extract<Part, { kind: 'text' | 'number' }>): string {
  const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  return part.kind === 'text' ? escaped(part.text) : `(?:${escaped(part.one)}|${escaped(part.many)})`
}
