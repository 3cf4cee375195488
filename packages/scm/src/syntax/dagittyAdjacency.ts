/**
 * The old text of dagitty: a block of nodes with their roles, an empty line, a block of adjacency lists.
 *
 *     E E @0.1,0.2        exposure, with its place
 *     D O                 outcome; A adjusted, U latent, S selected, 1 or nothing: no role
 *     Z 1
 *
 *     E D Z               E → D, E → Z; a pair in both directions is ↔
 *
 * Names may hold spaces or be percent-encoded; `@x,y` after a target is where the edge bends and is dropped. Instead of
 * lists there may be a matrix of 0 and 1, rows causing columns.
 */
import { bidirected, directed, type Role } from '../graph/graph.ts'
import { addEdge, type Draft, emptyDraft, parseError } from './draft.ts'

const roleLetters: Record<string, Role> = {
  E: 'treatment',
  O: 'outcome',
  A: 'adjusted',
  U: 'latent',
  S: 'selected',
}

const nodeLine = /^(.*?)(?:\s+([\dEOAUS]+|\d+(?:\.\d+)?))?(?:\s+@\s*(-?[\d.]+)\s*,\s*(-?[\d.]+))?\s*$/

export function isDagittyAdjacency(text: string): boolean {
  if (/[{}[\]]|->|<-|--|~/.test(text)) return false
  const blocks = text.trim().split(/\n[ \t\r]*\n/)
  if (blocks.length > 2) return false
  const nodes = blocks[0]!.split('\n')
  return blocks.length === 2
    ? nodes.every((line) => /^\S/.test(line.trim()))
    : nodes.some((line) => / @-?\d/.test(line))
}

export function parseDagittyAdjacency(text: string): Draft {
  const draft = emptyDraft()
  let at = 0
  let isListing = false
  const listings: { line: string; at: number }[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '') isListing ||= draft.nodes.size > 0
    else if (isListing) listings.push({ line, at })
    else readNode(draft, line.trim())
    at += line.length + 1
  }
  const isMatrix =
    listings.length === draft.nodes.size && listings.every(({ line }) => isMatrixRow(line, draft.nodes.size))
  const names = [...draft.nodes]
  const pairs = listings.flatMap(({ line, at: start }, row) => {
    if (isMatrix)
      return names
        .filter((_, i) => line.trim().split(/\s+/)[i] === '1')
        .map((to) => ({ from: names[row]!, to, at: start }))
    const [from, ...targets] = knownNames(draft, line, text, start)
    return targets.map((to) => ({ from: from!, to, at: start }))
  })
  const stated = new Set(pairs.map(({ from, to }) => JSON.stringify([from, to])))
  for (const { from, to, at: start } of pairs) {
    const isBoth = from !== to && stated.has(JSON.stringify([to, from]))
    addEdge(draft, text, start, isBoth ? bidirected(from, to) : directed(from, to))
  }
  return draft
}

function isMatrixRow(line: string, size: number): boolean {
  const entries = line.trim().split(/\s+/)
  return entries.length === size && entries.every((entry) => entry === '0' || entry === '1')
}

function readNode(draft: Draft, line: string): void {
  const [, name, letters = '', x, y] = nodeLine.exec(line)!
  const node = decoded(name || letters)
  draft.nodes.add(node)
  if (name) for (const letter of letters) if (roleLetters[letter]) draft.roles[roleLetters[letter]].add(node)
  if (x !== undefined && y !== undefined) draft.positions.set(node, { x: Number(x), y: Number(y) })
}

/** A line of names with spaces between and perhaps within: the longest known name first. */
function knownNames(draft: Draft, line: string, text: string, at: number): string[] {
  const words = line
    .trim()
    .split(/\s+/)
    .filter((word) => !/^@-?[\d.]+,-?[\d.]+$/.test(word))
  const names: string[] = []
  for (let i = 0; i < words.length; ) {
    let taken = Math.min(words.length - i, 12)
    while (taken > 0 && !draft.nodes.has(decoded(words.slice(i, i + taken).join(' ')))) taken--
    if (taken === 0)
      throw parseError(text, at, `“${words[i]}” is not among the nodes listed above`, 'Add a line with its name.')
    names.push(decoded(words.slice(i, i + taken).join(' ')))
    i += taken
  }
  return names
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
