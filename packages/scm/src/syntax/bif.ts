/** BIF 0.15 (Cozman 1998), structure only: `variable` blocks and the parents in `probability ( X | A, B )`. */
import { directed } from '../graph/graph.ts'
import { addEdge, type Draft, emptyDraft, parseError } from './draft.ts'

const block = /\b(?:(variable)\s+("[^"]*"|[^\s{]+)|(probability)\s*\(([^)]*)\))\s*\{/g

export function parseBif(text: string): Draft {
  const bare = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, ' '))
  const draft = emptyDraft()
  const families: { child: string; parents: string[]; at: number }[] = []
  for (const { 1: variable, 2: name, 4: family = '', index } of bare.matchAll(block)) {
    if (variable) {
      draft.nodes.add(unquoted(name!))
      continue
    }
    const [child, ...parents] = family.split(/[|,]/).map((each) => unquoted(each.trim()))
    if (!child) throw parseError(text, index, '“probability ( )” names no variable', 'Write probability ( X | A, B ).')
    families.push({ child, parents: parents.filter((parent) => parent !== ''), at: index })
  }
  if (draft.nodes.size === 0 && families.length === 0)
    throw parseError(text, 0, 'there is no “variable” and no “probability” block', 'Is this a BIF file?')
  for (const { child, parents, at } of families)
    for (const node of [child, ...parents])
      if (!draft.nodes.has(node))
        throw parseError(text, at, `“${node}” has no “variable” block`, 'Declare it, or correct its name here.')
  for (const { child, parents, at } of families)
    for (const parent of parents) addEdge(draft, text, at, directed(parent, child))
  return draft
}

function unquoted(name: string): string {
  return name.replace(/^"(.*)"$/, '$1')
}
