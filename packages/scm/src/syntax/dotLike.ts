/**
 * The dagitty language (Textor et al. 2016) and DOT, which it grew from: `dag { x [exposure] x -> {a b} <- u }`.
 * One parser reads both: edge chains, groups `{ … }`, roles and `pos` of dagitty; `subgraph`, `node [ … ]`, `dir`,
 * `arrowhead`, `arrowtail`, ports and comments of DOT.
 */
import type { Edge, GraphKind, Mark, Role } from '../graph/graph.ts'
import { arrowAt } from './arrows.ts'
import { addEdge, type Draft, emptyDraft, parseError } from './draft.ts'

const kinds: Record<string, GraphKind | undefined> = {
  dag: 'dag',
  admg: 'admg',
  pdag: 'cpdag',
  cpdag: 'cpdag',
  mag: 'mag',
  pag: 'pag',
  graph: undefined,
  digraph: undefined,
}

export const roleWords: Record<string, Role> = {
  exposure: 'treatment',
  treatment: 'treatment',
  source: 'treatment',
  e: 'treatment',
  outcome: 'outcome',
  target: 'outcome',
  o: 'outcome',
  latent: 'latent',
  unobserved: 'latent',
  l: 'latent',
  u: 'latent',
  adjusted: 'adjusted',
  adjustednode: 'adjusted',
  a: 'adjusted',
  selected: 'selected',
  s: 'selected',
}

const header =
  /^\s*(?:strict\s+)?(dag|admg|pdag|cpdag|mag|pag|graph|digraph)\b\s*(?:"(?:[^"\\]|\\.)*"|[^\s{"<>@-]+)?\s*\{/i
const deepest = 200

type Attributes = Map<string, string>
type Reader = { text: string; at: number; end: number; draft: Draft; edgeDefaults: Attributes; depth: number }

export function parseDotLike(text: string): Draft {
  const draft = emptyDraft()
  const reader: Reader = { text, at: 0, end: text.length, draft, edgeDefaults: new Map(), depth: 0 }
  skipBlank(reader)
  const head = header.exec(text.slice(reader.at))
  if (!head) {
    readStatements(reader)
    if (reader.at < reader.end) throw unexpected(reader)
    return draft
  }
  draft.kind = kinds[head[1]!.toLowerCase()]
  reader.at += head[0].length
  readStatements(reader)
  expect(reader, '}')
  skipBlank(reader)
  if (reader.at < reader.end)
    throw parseError(text, reader.at, 'there is more after the graph’s closing “}”', 'Remove it, or one “}”.')
  return draft
}

/** The nodes that the statements name. */
function readStatements(reader: Reader): Set<string> {
  const named = new Set<string>()
  for (skipBlank(reader); reader.at < reader.end && reader.text[reader.at] !== '}'; skipBlank(reader))
    for (const name of readStatement(reader)) named.add(name)
  return named
}

function readStatement(reader: Reader): Iterable<string> {
  const option = /^(graph|node|edge)(?=\s*\[)/i.exec(reader.text.slice(reader.at, reader.at + 40))
  if (option) {
    reader.at += option[0].length
    const defaults = readAttributes(reader)
    if (option[1]!.toLowerCase() === 'edge') for (const [key, value] of defaults) reader.edgeDefaults.set(key, value)
    return []
  }
  const start = reader.at
  const left = readOperand(reader)
  skipBlankInLine(reader)
  if (reader.text[reader.at] === '=' && left.name !== undefined) {
    reader.at++
    skipBlank(reader)
    readName(reader)
    return []
  }
  if (left.name !== undefined) reader.draft.nodes.add(left.name)
  const named = new Set(left.members)
  const chain = readChain(reader, left.members)
  if (chain.length === 0) {
    if (left.name !== undefined) describeNode(reader, left.name, readAttributes(reader), start)
    return named
  }
  const attributes = new Map([...reader.edgeDefaults, ...readAttributes(reader)])
  for (const { from, to, fromMark, toMark, at } of chain)
    for (const a of from)
      for (const b of to) {
        named.add(a).add(b)
        addEdge(reader.draft, reader.text, at, withDotMarks({ from: a, to: b, fromMark, toMark }, attributes))
      }
  return named
}

type Link = { from: Set<string>; to: Set<string>; fromMark: Mark; toMark: Mark; at: number }

function readChain(reader: Reader, first: Set<string>): Link[] {
  const links: Link[] = []
  for (let from = first; ; ) {
    skipBlankInLine(reader)
    skipAttributesBeforeArrow(reader, from)
    const rest = reader.at
    skipBlank(reader)
    const arrow = arrowAt(reader.text.slice(reader.at, reader.at + 5))
    // In these languages `o` is a node’s name; only `@` writes a circle.
    if (!arrow || reader.text[reader.at] === 'o') {
      reader.at = rest
      return links
    }
    const written = reader.text.slice(reader.at, reader.at + arrow.length)
    const withoutO = written.endsWith('o') ? written.slice(0, -1) : written
    const real = arrowAt(withoutO)
    if (!real) throw unexpected(reader)
    reader.at += withoutO.length
    const at = rest
    skipBlank(reader)
    const { name, members: to } = readOperand(reader)
    if (name !== undefined) reader.draft.nodes.add(name)
    links.push({ from, to, fromMark: real.fromMark, toMark: real.toMark, at })
    from = to
  }
}

/** `x [exposure] -> y`: dagitty has no such statement, but people write it. */
function skipAttributesBeforeArrow(reader: Reader, from: Set<string>): void {
  if (reader.text[reader.at] !== '[' || from.size !== 1) return
  const start = reader.at
  const { draft } = reader
  const attributes = readAttributes(reader)
  skipBlankInLine(reader)
  const arrow = arrowAt(reader.text.slice(reader.at, reader.at + 5))
  const [name] = from
  if (arrow && reader.text[reader.at] !== 'o') {
    draft.nodes.add(name!)
    describeNode(reader, name!, attributes, start)
  } else reader.at = start
}

function readOperand(reader: Reader): { name?: string; members: Set<string> } {
  const group = /^(?:subgraph\b\s*(?:"(?:[^"\\]|\\.)*"|[^\s{]+)?\s*)?\{/i.exec(
    reader.text.slice(reader.at, reader.at + 200),
  )
  if (!group) {
    const name = readName(reader)
    return { name, members: new Set([name]) }
  }
  const start = reader.at
  reader.at += group[0].length
  if (++reader.depth > deepest)
    throw parseError(reader.text, start, `groups are nested more than ${deepest} deep`, 'Write the edges one by one.')
  const before = new Map(reader.edgeDefaults)
  const members = readStatements(reader)
  reader.edgeDefaults = before
  reader.depth--
  expect(reader, '}', start)
  return { members }
}

const word = /-?[^\s[\]{}";,=<>@→←↔⇄—–:-]+/y

function readName(reader: Reader): string {
  const { text } = reader
  if (text[reader.at] === '"') return withoutPort(reader, readString(reader))
  word.lastIndex = reader.at
  const match = word.exec(text)
  if (!match || match[0] === '-') throw unexpected(reader)
  reader.at += match[0].length
  return withoutPort(reader, match[0])
}

/** DOT’s `node:port:compass` names the node alone. */
function withoutPort(reader: Reader, name: string): string {
  const port = /^(?::(?:"(?:[^"\\]|\\.)*"|\w+))+/.exec(reader.text.slice(reader.at, reader.at + 100))
  if (port) reader.at += port[0].length
  return name
}

/** "…" with \" and \\, a backslash at a line’s end joining the lines, and + joining two strings. */
function readString(reader: Reader): string {
  const { text } = reader
  const start = reader.at
  let value = ''
  for (reader.at++; text[reader.at] !== '"'; reader.at++) {
    if (reader.at >= reader.end)
      throw parseError(text, start, 'this quotation mark is never closed', 'Add a " where the name ends.')
    if (text[reader.at] === '\\') {
      const next = text[reader.at + 1]
      if (next === '"' || next === '\\') value += text[++reader.at]
      else if (next === '\n') reader.at++
      else if (next === '\r') reader.at += text[reader.at + 2] === '\n' ? 2 : 1
      else value += '\\'
    } else value += text[reader.at]
  }
  reader.at++
  const join = /^\s*\+\s*(?=")/.exec(text.slice(reader.at, reader.at + 100))
  if (!join) return value
  reader.at += join[0].length
  return value + readString(reader)
}

/** `[key, key=value; …]`, several lists one after the other; keys in small letters, a lone key has the value ''. */
function readAttributes(reader: Reader): Attributes {
  const attributes: Attributes = new Map()
  for (skipBlankInLine(reader); reader.text[reader.at] === '['; skipBlankInLine(reader)) {
    const start = reader.at++
    for (skipBlank(reader); reader.text[reader.at] !== ']'; skipBlank(reader)) {
      if (reader.at >= reader.end || /[{}[]/.test(reader.text[reader.at]!))
        throw parseError(reader.text, start, 'this “[” is never closed', 'Add a “]” after the last attribute.')
      const key = readName(reader)
      skipBlankInLine(reader)
      let value = ''
      if (reader.text[reader.at] === '=') {
        reader.at++
        skipBlank(reader)
        value = reader.text[reader.at] === '<' ? readHtml(reader) : readName(reader)
      }
      attributes.set(key.toLowerCase(), value)
    }
    reader.at++
  }
  return attributes
}

function readHtml(reader: Reader): string {
  const start = reader.at
  for (let depth = 0; reader.at < reader.end; reader.at++) {
    if (reader.text[reader.at] === '<') depth++
    if (reader.text[reader.at] === '>' && --depth === 0) return reader.text.slice(start, ++reader.at)
  }
  throw parseError(reader.text, start, 'this “<” is never closed', 'Add the missing “>”.')
}

function describeNode({ draft, text }: Reader, name: string, attributes: Attributes, at: number): void {
  for (const [key, value] of attributes) {
    const role = roleWords[key]
    if (role && !/^(?:no|false|0)$/i.test(value)) draft.roles[role].add(name)
    else if (key === 'role' || key === 'causal_role')
      for (const each of value.toLowerCase().split(/[\s,]+/))
        if (roleWords[each]) draft.roles[roleWords[each]].add(name)
    if (key === 'observed' && /^(?:no|false|0)$/i.test(value)) draft.roles.latent.add(name)
    if (key === 'pos') draft.positions.set(name, positionOf(value, text, at))
  }
}

function positionOf(value: string, text: string, at: number) {
  const [, x, y] = /^\s*([-+.\deE]+)\s*,\s*([-+.\deE]+)/.exec(value) ?? []
  const position = { x: Number(x ?? 'none'), y: Number(y ?? 'none') }
  if (!Number.isFinite(position.x) || !Number.isFinite(position.y))
    throw parseError(text, at, `pos is “${value}”, not two numbers`, 'Write it as pos="0.5,1.25".')
  return position
}

/** DOT draws the ends by `dir`, `arrowhead` and `arrowtail`; an `odot` is a circle. */
function withDotMarks(edge: Edge, attributes: Attributes): Edge {
  const dir = attributes.get('dir')?.toLowerCase()
  const head = attributes.get('arrowhead')?.toLowerCase()
  const tail = attributes.get('arrowtail')?.toLowerCase()
  if (dir === undefined && head === undefined && tail === undefined) return edge
  const isForward = edge.toMark === 'arrow'
  const shows = { head: isForward, tail: edge.fromMark === 'arrow' }
  if (dir === 'both') shows.head = shows.tail = true
  if (dir === 'none') shows.head = shows.tail = false
  if (dir === 'back') [shows.head, shows.tail] = [false, true]
  if (dir === 'forward') [shows.head, shows.tail] = [true, false]
  return {
    ...edge,
    fromMark: shows.tail ? shapeMark(tail) : 'tail',
    toMark: shows.head ? shapeMark(head) : 'tail',
  }
}

function shapeMark(shape: string | undefined): Mark {
  if (shape === 'odot' || shape === 'dot') return 'circle'
  return shape === 'none' || shape === 'tee' ? 'tail' : 'arrow'
}

const blank = /(?:[\s;,]|\/\/[^\n]*|#[^\n]*|\/\*[\s\S]*?\*\/)+/y
const blankInLine = /(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*|#[^\n]*)+/y

function skipBlank(reader: Reader): void {
  blank.lastIndex = reader.at
  reader.at += blank.exec(reader.text)?.[0].length ?? 0
}

/** White space and comments, but no end of a statement: `;` and `,` stay. */
function skipBlankInLine(reader: Reader): void {
  blankInLine.lastIndex = reader.at
  reader.at += blankInLine.exec(reader.text)?.[0].length ?? 0
}

function expect(reader: Reader, sign: string, opened?: number): void {
  skipBlank(reader)
  if (reader.text[reader.at] === sign) {
    reader.at++
    return
  }
  if (reader.at < reader.end) throw unexpected(reader)
  throw parseError(
    reader.text,
    opened ?? reader.at,
    opened === undefined ? 'the text ends before the graph does' : 'this “{” is never closed',
    `Add a “${sign}”.`,
  )
}

function unexpected({ text, at, end }: Reader) {
  if (at >= end)
    return parseError(text, at, 'the text ends where a node was expected', 'Name the node of the last edge.')
  const found = String.fromCodePoint(text.codePointAt(at)!)
  const hint =
    found === '-' || found === '<' || found === '>' || found === '@'
      ? 'Arrows are ->, <-, <->, --, @->, <-@, @-@, @-- and --@, with a node on each side.'
      : 'Put names with other signs than letters, digits, “_” and “.” into double quotes.'
  return parseError(text, at, `“${found}” was not expected here`, hint)
}
