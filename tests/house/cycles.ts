/** Files that import each other in a circle, types included: each circle as a path that can be followed. */
import { importsOf, resolved } from './imports.ts'
import { sources, type Tree } from './tree.ts'

export function importCycles(files: Tree): string[] {
  const nodes = new Map(sources(files, 'packages', 'apps', 'reproductions'))
  const graph = new Map([...nodes].map(([path, text]) => [path, neighbours(path, text, nodes)]))
  return strongComponents(graph)
    .filter((component) => component.length > 1 || graph.get(component[0]!)!.includes(component[0]!))
    .map((component) => circle(graph, new Set(component)).join(' → '))
}

function neighbours(path: string, text: string, files: Tree): string[] {
  const targets = importsOf(text).map(({ target }) => resolved(path, target))
  return [...new Set(targets)].filter((target) => target !== undefined && files.has(target)) as string[]
}

type Graph = ReadonlyMap<string, readonly string[]>
type Visit = { node: string; next: number }

/** Tarjan (1972), with a stack of its own instead of recursion. */
function strongComponents(graph: Graph): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const open = new Set<string>()
  const components: string[][] = []
  const enter = (node: string): Visit => {
    index.set(node, index.size)
    low.set(node, index.get(node)!)
    stack.push(node)
    open.add(node)
    return { node, next: 0 }
  }
  const leave = (node: string, parent?: string) => {
    if (parent !== undefined) low.set(parent, Math.min(low.get(parent)!, low.get(node)!))
    if (low.get(node) !== index.get(node)) return
    const component = stack.splice(stack.indexOf(node))
    for (const member of component) open.delete(member)
    components.push(component)
  }
  for (const root of graph.keys()) {
    const path: Visit[] = index.has(root) ? [] : [enter(root)]
    while (path.length > 0) {
      const visit = path.at(-1)!
      const target = graph.get(visit.node)?.[visit.next++]
      if (target === undefined) leave(path.pop()!.node, path.at(-1)?.node)
      else if (!index.has(target)) path.push(enter(target))
      else if (open.has(target)) low.set(visit.node, Math.min(low.get(visit.node)!, index.get(target)!))
    }
  }
  return components
}

/** A shortest way from the first file of a component back to itself. */
function circle(graph: Graph, component: ReadonlySet<string>): string[] {
  const start = [...component].toSorted()[0]!
  const cameFrom = new Map<string, string>()
  const queue = [start]
  for (const node of queue) {
    for (const target of graph.get(node) ?? []) {
      if (!component.has(target)) continue
      if (target === start) return wayTo(node, cameFrom).concat(start)
      if (cameFrom.has(target)) continue
      cameFrom.set(target, node)
      queue.push(target)
    }
  }
  return [...component]
}

function wayTo(node: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const before = cameFrom.get(node)
  return before === undefined ? [node] : [...wayTo(before, cameFrom), node]
}
