/** Syntaxes of one statement a line: edge lists, Tetrad’s text, bnlearn’s model strings. */
import { directed } from '../graph/graph.ts'
import { arrowAt } from './arrows.ts'
import { addEdge, type Draft, emptyDraft, parseError } from './draft.ts'

type Line = { line: string; at: number }

/** `a -> b`, `a o-> b -- c`, `a,b`, `a<tab>b` or `a b` (both a → b); a name alone is a node; `#` begins a comment. */
export function parseEdgeList(text: string): Draft {
  const draft = emptyDraft()
  for (const { line, at } of linesOf(text)) {
    const tokens = tokensOf(line, text, at)
    if (tokens.length === 0 || isHeader(tokens, draft)) continue
    readEdgeLine(draft, text, tokens, at)
  }
  return draft
}

/** `Graph Nodes: x;y` and `Graph Edges: 1. x o-> y`; a name in parentheses is latent. What follows an edge is ignored. */
export function parseTetrad(text: string): Draft {
  const draft = emptyDraft()
  let part = ''
  for (const { line, at } of linesOf(text)) {
    const heading = /^\s*graph\s+(nodes|edges|attributes|node attributes|edge attributes)\s*:?(.*)$/i.exec(line)
    if (heading) part = heading[1]!.toLowerCase()
    const rest = heading ? heading[2]! : line
    if (part === 'nodes') for (const name of rest.split(/[;,\s]+/)) if (name) tetradNode(draft, name)
    if (part === 'edges' && rest.trim()) readTetradEdge(draft, text, rest, at)
  }
  if (part === '')
    throw parseError(text, 0, 'there is no “Graph Nodes:” or “Graph Edges:”', 'Paste Tetrad’s whole text.')
  return draft
}

/** bnlearn: `[A][B][C|A:B]`. */
export function parseModelString(text: string): Draft {
  const draft = emptyDraft()
  const bracket = /\s*\[([^\]|[]+)(?:\|([^\][]*))?\]\s*/y
  while (bracket.lastIndex < text.length) {
    const at = bracket.lastIndex
    const match = bracket.exec(text)
    if (!match) throw parseError(text, at, 'expected “[node]” or “[node|parent:parent]”', 'Close every bracket.')
    const node = match[1]!.trim()
    draft.nodes.add(node)
    const parents = (match[2] ?? '').split(':').map((name) => name.trim())
    for (const parent of parents) if (parent) addEdge(draft, text, at, directed(parent, node))
  }
  return draft
}

function linesOf(text: string): Line[] {
  let at = 0
  return text.split('\n').map((line) => {
    const here = at
    at += line.length + 1
    return { line: line.replace(/\r$/, ''), at: here }
  })
}

type Token = { name?: string; arrow?: ReturnType<typeof arrowAt>; at: number }

function tokensOf(line: string, text: string, start: number): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < line.length; ) {
    const rest = line.slice(at)
    const gap = /^(?:[\s,;]+|#.*)/.exec(rest)
    if (gap) {
      at += gap[0].length
      continue
    }
    // An `o` is a circle only where a name cannot be: after a name, as part of an arrow.
    const arrow = rest.startsWith('o') && tokens.at(-1)?.name === undefined ? undefined : arrowAt(rest)
    const arrowEndsInWord = arrow && /o$/.test(rest.slice(0, arrow.length)) && /^[^\s,;]/.test(rest.slice(arrow.length))
    if (arrow) {
      const length = arrowEndsInWord ? arrow.length - 1 : arrow.length
      tokens.push({ arrow: arrowAt(rest.slice(0, length)) ?? arrow, at: start + at })
      at += length
      continue
    }
    const word = /^"((?:[^"\\]|\\.)*)"|^(?:(?![<@]?-+[>@o]?(?:\s|$)|<-|->|--|@-|→|←|↔)[^\s,;"])+/.exec(rest)
    if (!word)
      throw parseError(text, start + at, `“${rest[0]}” was not expected here`, 'Write one edge a line: a -> b.')
    tokens.push({ name: word[1] === undefined ? word[0] : word[1].replace(/\\(.)/g, '$1'), at: start + at })
    at += word[0].length
  }
  return tokens
}

function readEdgeLine(draft: Draft, text: string, tokens: Token[], at: number): void {
  if (!tokens.some(({ arrow }) => arrow)) {
    const names = tokens.map(({ name }) => name!)
    for (const name of names) draft.nodes.add(name)
    if (names.length > 3)
      throw parseError(text, at, `${names.length} names and no arrow`, 'Write one edge a line: a -> b.')
    // A third column is a weight, as in the edge lists of networkx and igraph.
    if (names.length === 3 && !Number.isFinite(Number(names[2])))
      throw parseError(text, at, 'three names and no arrow', 'Write one edge a line: a -> b.')
    if (names.length === 3) draft.nodes.delete(names[2]!)
    if (names.length > 1) addEdge(draft, text, at, directed(names[0]!, names[1]!))
    return
  }
  for (let i = 0; i < tokens.length; i++) {
    const isName = i % 2 === 0
    if (isName !== (tokens[i]!.name !== undefined) || (i === tokens.length - 1 && !isName))
      throw parseError(text, tokens[i]!.at, 'nodes and arrows must alternate', 'Write one edge a line: a -> b.')
    if (isName) draft.nodes.add(tokens[i]!.name!)
    if (isName && i > 0) {
      const { fromMark, toMark } = tokens[i - 1]!.arrow!
      addEdge(draft, text, at, { from: tokens[i - 2]!.name!, to: tokens[i]!.name!, fromMark, toMark })
    }
  }
}

/** `from,to` or `source target` above the first edge. */
function isHeader(tokens: Token[], draft: Draft): boolean {
  const [a, b] = tokens.map(({ name }) => name?.toLowerCase())
  return draft.nodes.size === 0 && ((a === 'from' && b === 'to') || (a === 'source' && b === 'target'))
}

function tetradNode(draft: Draft, written: string): string {
  const name = /^\((.+)\)$/.exec(written)?.[1] ?? written
  draft.nodes.add(name)
  if (name !== written) draft.roles.latent.add(name)
  return name
}

function readTetradEdge(draft: Draft, text: string, line: string, at: number): void {
  const match = /^\s*(?:\d+\.\s+)?(\S+)\s+(\S+)\s+(\S+)/.exec(line)
  const arrow = match && arrowAt(match[2]!)
  if (!match || !arrow || arrow.length !== match[2]!.length)
    throw parseError(text, at, `“${line.trim()}” is no edge`, 'Tetrad writes “1. x --> y”; o is a circle.')
  const from = tetradNode(draft, match[1]!)
  const to = tetradNode(draft, match[3]!)
  addEdge(draft, text, at, { from, to, fromMark: arrow.fromMark, toMark: arrow.toMark })
}
