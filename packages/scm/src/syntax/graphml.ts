/**
 * GraphML (Brandes et al. 2002). Nodes, edges, `edgedefault`, and `data` whose key is named `label` or `name`, `role`,
 * `x`, `y`, `from`, `to` (the marks at the ends: tail, arrow, circle), as `formatGraph` writes them. A scanner of tags,
 * no validating XML parser; entities that a document defines itself are refused.
 */
import type { Mark, Role } from '../graph/graph.ts'
import { roleWords } from './dotLike.ts'
import { addEdge, type Draft, emptyDraft, parseError } from './draft.ts'

type Tag = {
  name: string
  attributes: Map<string, string>
  isEnd: boolean
  isEmpty: boolean
  at: number
  after: number
}
type Item = { at: number; attributes: Map<string, string>; data: Map<string, string> }

export function parseGraphml(text: string): Draft {
  if (/<!DOCTYPE/i.test(text))
    throw parseError(text, text.search(/<!DOCTYPE/i), 'a DOCTYPE has no place in GraphML', 'Remove it.')
  const { nodes, edges, isUndirected } = readItems(text)
  const draft = emptyDraft()
  const nameOf = new Map<string, string>()
  const labels = nodes.map(({ data }) => data.get('label') ?? data.get('name'))
  // A label is a name only where it tells the nodes apart.
  const areNames = labels.every((label) => label !== undefined) && new Set(labels).size === labels.length
  for (const [i, { attributes, data, at }] of nodes.entries()) {
    const id = attributes.get('id')
    if (id === undefined) throw parseError(text, at, 'this node has no id', 'Add id="…".')
    const name = areNames ? labels[i]! : id
    nameOf.set(id, name)
    draft.nodes.add(name)
    for (const word of (data.get('role') ?? '').toLowerCase().split(/[\s,]+/)) {
      const role: Role | undefined = roleWords[word]
      if (role) draft.roles[role].add(name)
    }
    const [x, y] = [Number(data.get('x') ?? 'none'), Number(data.get('y') ?? 'none')]
    if (Number.isFinite(x) && Number.isFinite(y)) draft.positions.set(name, { x, y })
  }
  for (const { attributes, data, at } of edges) {
    const [from, to] = ['source', 'target'].map((end) => nameOf.get(attributes.get(end) ?? ''))
    if (from === undefined || to === undefined)
      throw parseError(text, at, 'this edge’s source or target is no node’s id', 'Name two nodes of the file.')
    const flat = attributes.has('directed') ? attributes.get('directed') === 'false' : isUndirected
    const fromMark = markOf(data.get('from')) ?? 'tail'
    addEdge(draft, text, at, { from, to, fromMark, toMark: markOf(data.get('to')) ?? (flat ? 'tail' : 'arrow') })
  }
  return draft
}

function readItems(text: string) {
  const keys = new Map<string, string>()
  const nodes: Item[] = []
  const edges: Item[] = []
  let isUndirected = false
  let isGraph = false
  let open: Item | undefined
  for (const { name, attributes, isEnd, isEmpty, at, after } of tagsOf(text)) {
    if (name === 'graph' && !isEnd) {
      isGraph = true
      isUndirected = attributes.get('edgedefault') === 'undirected'
    }
    if (name === 'key') keys.set(attributes.get('id') ?? '', (attributes.get('attr.name') ?? '').toLowerCase())
    if (name === 'node' || name === 'edge') {
      if (!isEnd) {
        open = { at, attributes, data: new Map() }
        ;(name === 'node' ? nodes : edges).push(open)
      }
      if (isEnd || isEmpty) open = undefined
    }
    if (name === 'data' && !isEnd && !isEmpty && open) {
      const key = attributes.get('key') ?? ''
      const end = text.indexOf('<', after)
      open.data.set(keys.get(key) || key.toLowerCase(), plain(text.slice(after, end < 0 ? text.length : end)).trim())
    }
  }
  if (!isGraph) throw parseError(text, 0, 'there is no <graph> element', 'Is this GraphML?')
  return { nodes, edges, isUndirected }
}

function* tagsOf(text: string): Generator<Tag> {
  const tag = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/g
  for (const match of text.matchAll(tag)) {
    if (match[2] === undefined) continue
    const attributes = new Map<string, string>()
    for (const [, key, , double, single] of match[3]!.matchAll(/([\w:.-]+)\s*=\s*("([^"]*)"|'([^']*)')/g))
      attributes.set(key!, plain(double ?? single ?? ''))
    const name = match[2].replace(/^.*:/, '')
    yield {
      name,
      attributes,
      isEnd: match[1] === '/',
      isEmpty: match[4] === '/',
      at: match.index,
      after: match.index + match[0].length,
    }
  }
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function plain(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal)
    if (hex || decimal) return code <= 0x10ffff ? String.fromCodePoint(code) : whole
    return entities[name] ?? whole
  })
}

function markOf(word: string | undefined): Mark | undefined {
  return word === 'tail' || word === 'arrow' || word === 'circle' ? word : undefined
}
