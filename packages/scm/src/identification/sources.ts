/**
 * The distributions that identification may use.
 *
 * gID (Lee, Correa & Bareinboim 2019): experiments on other variables. General transportability (Lee, Correa &
 * Bareinboim 2020; before it Bareinboim & Pearl 2013, 2014): other populations, with the nodes at which they differ.
 * Selection bias (Bareinboim & Tian 2015): data of units that were selected.
 */
import { ScmError } from '../errors.ts'
import { type Term, term } from '../expression/expression.ts'
import type { Graph } from '../graph/graph.ts'
import { type Names, namesOf } from '../graph/names.ts'
import { type Admg, namesOfSet, observedSet, projectOnto } from './admg.ts'
import type { Source } from './identifyFactor.ts'
import { isEmpty, isSame, meets, type NodeSet, union } from './nodeSet.ts'

/** One distribution at hand: P(all other variables | do(…)), for every value of what was set. */
export type SourceDescription = {
  /** Variables that were set; none means observation. */
  readonly do?: Names
  /** With `do`: every subset of it was an experiment too, observation included (the z-identification of Bareinboim & Pearl 2012). */
  readonly subsets?: boolean
  /** Name of another population; left out, the data come from the target population. */
  readonly domain?: string
  /** With `domain`: where it may differ from the target, that is which nodes selection nodes point to. */
  readonly selection?: Names
  /** What it records, besides what was set; left out, everything. */
  readonly observed?: Names
  /** Selection nodes S of the graph: only units with S = 1 are in the data. */
  readonly selected?: Names
}

export const observation: readonly SourceDescription[] = [{ do: [] }]

export function sourcesOf(graph: Graph, admg: Admg, descriptions: readonly SourceDescription[]): Source[] {
  if (descriptions.length === 0)
    throw new ScmError('identify/no-source', 'No source is given, so nothing can be identified.', {
      hint: 'Leave `sources` out for observations, or name one: [{ do: [] }].',
    })
  return descriptions.flatMap((description) =>
    worlds(description).map((set) => sourceOf(graph, admg, { ...description, do: set })),
  )
}

/** The sets of variables that were set: one, or all subsets, the smallest first. */
function worlds({ do: set, subsets }: SourceDescription): (readonly string[])[] {
  const names = namesOf(set)
  if (!subsets) return [names]
  if (names.length > 10)
    throw new ScmError('identify/subsets', `${names.length} variables have ${2 ** names.length} subsets.`, {
      hint: 'Name the experiments that were done one by one instead.',
    })
  const all = Array.from({ length: 2 ** names.length }, (_, bits) => names.filter((_, at) => (bits >> at) & 1))
  return all.sort((a, b) => a.length - b.length)
}

function sourceOf(graph: Graph, admg: Admg, description: SourceDescription): Source {
  const set = observedSet(graph, admg, description.do, 'variable of an experiment')
  const selection = observedSet(graph, admg, description.selection, 'node of selection')
  const selected = observedSet(graph, admg, description.selected, 'node of selection')
  if (!isEmpty(selection) && description.domain === undefined)
    throw new ScmError('identify/domain', 'A source with `selection` needs the name of its population.', {
      hint: 'Add `domain`, e.g. { domain: "a", selection: ["Z"] }.',
    })
  if (meets(set, selected))
    throw new ScmError('identify/overlap', `${namesOfSet(admg, set).join(', ')} cannot be both set and selected on.`)
  const recorded =
    description.observed === undefined
      ? admg.all
      : union(union(observedSet(graph, admg, description.observed, 'recorded variable'), set), selected)
  const domain = description.domain
  const given = selectedTerms(namesOfSet(admg, selected))
  const world = {
    do: namesOfSet(admg, set).map((name) => term(name)),
    given,
    ...(domain === undefined ? {} : { domain }),
  }
  return {
    world,
    set,
    selection,
    selected,
    admg: isSame(recorded, admg.all) ? admg : projectOnto(graph, admg, recorded),
    label: labelOf(admg, set, selected, domain),
  }
}

/** S = 1. */
function selectedTerms(names: readonly string[]): Term[] {
  return names.map((variable) => ({ variable, value: 1 }))
}

function labelOf(admg: Admg, set: NodeSet, selected: NodeSet, domain: string | undefined): string {
  const world = isEmpty(set) ? 'the observations' : `the experiment do(${namesOfSet(admg, set).join(', ')})`
  const among = isEmpty(selected) ? '' : ` given ${namesOfSet(admg, selected).join(' = ')} = 1`
  return `${world}${among}${domain === undefined ? '' : ` of “${domain}”`}`
}
