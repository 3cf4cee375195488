/** A graph from text, in any of the syntaxes that people paste. */
import { ScmError } from '../errors.ts'
import type { Graph, GraphKind } from '../graph/graph.ts'
import { nearestName } from '../nearestName.ts'
import { parseBif } from './bif.ts'
import { isDagittyAdjacency, parseDagittyAdjacency } from './dagittyAdjacency.ts'
import { parseDotLike } from './dotLike.ts'
import { type Draft, finishDraft } from './draft.ts'
import { parseGraphml } from './graphml.ts'
import { parseLavaan } from './lavaan.ts'
import { parseEdgeList, parseModelString, parseTetrad } from './lines.ts'

export type ReadableSyntax = 'dagitty' | 'dot' | 'lavaan' | 'tetrad' | 'bif' | 'graphml' | 'edges' | 'bnlearn'

const parsers: Record<ReadableSyntax, (text: string) => Draft> = {
  dagitty: (text) => (isDagittyAdjacency(text) ? parseDagittyAdjacency(text) : parseDotLike(text)),
  dot: parseDotLike,
  lavaan: parseLavaan,
  tetrad: parseTetrad,
  bif: parseBif,
  graphml: parseGraphml,
  edges: parseEdgeList,
  bnlearn: parseModelString,
}

/**
 * Reads a graph. Without `syntax` the text tells which it is; without `kind` the text’s own keyword or its edges do.
 * Throws `graph/parse` with line and column, and what `createGraph` and `requireAcyclic` throw, with the line as well.
 */
export function parseGraph(text: string, { syntax, kind }: { syntax?: ReadableSyntax; kind?: GraphKind } = {}): Graph {
  const chosen = syntax ?? detectSyntax(text)
  const parser = Object.hasOwn(parsers, chosen) ? parsers[chosen] : undefined
  if (!parser) {
    const near = nearestName(chosen, Object.keys(parsers))
    throw new ScmError('graph/syntax', `There is no syntax “${chosen}”.`, {
      hint: near ? `Did you mean “${near}”?` : `There are ${Object.keys(parsers).join(', ')}.`,
      details: { syntax: chosen },
    })
  }
  const plain = text.replace(/^\uFEFF/, '')
  return finishDraft(parser(plain), plain, kind)
}

/** Which syntax a text is in, by marks that no other has. */
export function detectSyntax(text: string): ReadableSyntax {
  const bare = text.replace(/^\uFEFF/, '').trim()
  if (/^<(?:\?xml|graphml|!--)/i.test(bare)) return 'graphml'
  if (/^\s*Graph (?:Nodes|Edges):/im.test(bare)) return 'tetrad'
  if (/^(?:strict\s+)?(?:dag|admg|pdag|cpdag|mag|pag)\b[^{\n]*\{/i.test(bare)) return 'dagitty'
  if (/^(?:\/\/[^\n]*\n|\/\*[\s\S]*?\*\/|#[^\n]*\n|\s)*(?:strict\s+)?(?:di)?graph\b[^{]*\{/i.test(bare)) return 'dot'
  if (/^(?:network\s|variable\s+\S+\s*\{)/.test(bare.replace(/^(?:\/\/[^\n]*\n|\s)+/, ''))) return 'bif'
  if (/^(?:\[[^\][]+\]\s*)+$/.test(bare) && bare !== '') return 'bnlearn'
  if (isDagittyAdjacency(bare) && bare !== '') return isTwoColumns(bare) ? 'edges' : 'dagitty'
  if (/[=~|]?~/.test(bare.replace(/"[^"]*"/g, ''))) return 'lavaan'
  if (/o->|<-o|o-o|o--|--o|-->|<--|---/.test(bare)) return 'edges'
  if (/->|<-|--|@-|\{|\[|→|←|↔/.test(bare)) return 'dagitty'
  return bare.includes('\n') || /[\s,]/.test(bare) ? 'edges' : 'dagitty'
}

/** Blocks of pairs without roles: an edge list with empty lines in it rather than dagitty’s old text. */
function isTwoColumns(text: string): boolean {
  return text.split('\n').every((line) => line.trim() === '' || /^[^\s,]+\s*[,\t]\s*[^\s,]+$/.test(line.trim()))
}
