/**
 * A model of the drawn graph as the editor holds it: a table or an equation for every variable (finite), or coefficients
 * (linear-Gaussian). It follows the graph: when causes come or go, tables keep what still has a meaning.
 *
 * A ↔ edge is a hidden cause of both ends, named by both: fair to begin with, and a column of their tables.
 */
import {
  bidirected,
  defineScm,
  type Edge,
  type EndogenousVariable,
  type ExogenousBlock,
  type FiniteScm,
  type FunctionalScm,
  type Graph,
  linear,
  normal,
  parentsOf,
  parseEquation,
  ScmError,
  scmFromTables,
  seededRandom,
  startTable,
} from '@causerie/scm'

export type FiniteVariable = {
  readonly levels: readonly string[]
  readonly form: 'table' | 'equation'
  /** The causes that the table has columns for, with their numbers of levels; hidden ones last. */
  readonly causes: readonly string[]
  readonly cards: readonly number[]
  /** One row for every setting of the causes, the first slowest; one number for every level. */
  readonly p: readonly number[]
  /** Of the causes and `noise`, which is 1 with probability `noise` and 0 otherwise. */
  readonly equation: string
  readonly noise: number
}

export type LinearVariable = {
  readonly intercept: number
  readonly sd: number
  /** By cause, hidden ones included. */
  readonly coefficients: Readonly<Record<string, number>>
}

export type FiniteDraft = { readonly kind: 'finite'; readonly variables: Readonly<Record<string, FiniteVariable>> }
export type LinearDraft = { readonly kind: 'linear'; readonly variables: Readonly<Record<string, LinearVariable>> }
export type ModelDraft = FiniteDraft | LinearDraft

/** Larger tables are not for typing, and a tab should not hold them by accident. */
const largestTable = 4096

export function canHaveModel({ kind }: Graph): boolean {
  return kind === 'dag' || kind === 'admg'
}

/** Uniform without a seed; the same seed gives the same start. Throws `desk/model` where the graph can have no model. */
export function startModel(graph: Graph, { kind, seed }: { kind: ModelDraft['kind']; seed?: number }): ModelDraft {
  if (!canHaveModel(graph))
    throw new ScmError('desk/model', `A model needs a DAG or ADMG; this graph is a ${graph.kind.toUpperCase()}.`, {
      hint: 'Orient every edge, or choose another kind of graph.',
    })
  const random = seed === undefined ? undefined : seededRandom(seed)
  if (kind === 'finite') {
    const cards = new Map(graph.nodes.map((name) => [name, 2]))
    return { kind, variables: byName(graph, (name) => freshVariable(graph, name, ['0', '1'], cards, random)) }
  }
  return {
    kind,
    variables: byName(graph, (name) => ({
      intercept: 0,
      sd: 1,
      coefficients: Object.fromEntries(causesOf(graph, name).map((cause) => [cause, random ? coefficient(random) : 1])),
    })),
  }
}

/** The draft for a graph that has changed since: what is there is kept, what is new starts uniform. */
export function settledModel(graph: Graph, draft: ModelDraft): ModelDraft {
  if (!canHaveModel(graph)) return draft
  if (draft.kind === 'linear')
    return {
      kind: 'linear',
      variables: byName(graph, (name) => {
        const before = draft.variables[name] ?? { intercept: 0, sd: 1, coefficients: {} }
        const coefficients = causesOf(graph, name).map((cause) => [cause, before.coefficients[cause] ?? 1])
        return { ...before, coefficients: Object.fromEntries(coefficients) }
      }),
    }
  const cards = new Map(graph.nodes.map((name) => [name, draft.variables[name]?.levels.length ?? 2]))
  return {
    kind: 'finite',
    variables: byName(graph, (name) => {
      const before = draft.variables[name]
      return before ? carriedOver(graph, name, before, cards) : freshVariable(graph, name, ['0', '1'], cards)
    }),
  }
}

export function renamedModel(draft: ModelDraft, from: string, to: string): ModelDraft {
  const named = (name: string) => (name === from ? to : isHidden(name) ? renamedHidden(name, from, to) : name)
  const entries = Object.entries(draft.variables).map(([name, variable]) => [
    named(name),
    draft.kind === 'finite'
      ? {
          ...variable,
          causes: (variable as FiniteVariable).causes.map(named),
          equation: renamedIn((variable as FiniteVariable).equation, from, to),
        }
      : {
          ...variable,
          coefficients: Object.fromEntries(
            Object.entries((variable as LinearVariable).coefficients).map(([cause, value]) => [named(cause), value]),
          ),
        },
  ])
  return { kind: draft.kind, variables: Object.fromEntries(entries) } as ModelDraft
}

/** Gives a variable other levels; tables that read it keep the rows of the levels that stay. */
export function withLevels(graph: Graph, draft: FiniteDraft, name: string, levels: readonly string[]): FiniteDraft {
  const before = draft.variables[name]!
  const rows = before.p.length / before.levels.length
  const p = Array.from({ length: rows }, (_, row) =>
    resized(before.p.slice(row * before.levels.length, (row + 1) * before.levels.length), levels.length),
  )
  const changed: FiniteDraft = {
    kind: 'finite',
    variables: { ...draft.variables, [name]: { ...before, levels, p: p.flat() } },
  }
  return settledModel(graph, changed) as FiniteDraft
}

/** The model, or throws the fault in words: rows that do not sum to one, equations that do not parse, tables too large. */
export function modelOf(graph: Graph, draft: ModelDraft): FiniteScm | FunctionalScm {
  const settled = settledModel(graph, draft)
  return settled.kind === 'finite' ? finiteModel(graph, settled) : linearModel(graph, settled)
}

/** The hidden causes that ↔ edges stand for, by the names the tables give them. */
export function hiddenCauses(graph: Graph): { name: string; ends: readonly [string, string] }[] {
  return graph.edges.filter(isArc).map(({ from, to }) => ({ name: hiddenName(from, to), ends: [from, to] as const }))
}

export function causesOf(graph: Graph, name: string): string[] {
  // The engine's parentsOf includes nothing but parents; hidden causes follow in the order of the edges.
  const hidden = hiddenCauses(graph).filter(({ ends }) => ends.includes(name))
  return [...parentsOf(graph, name), ...hidden.map((cause) => cause.name)]
}

/** The name of the noise that a table variable gets in the model. */
export function noiseName(name: string, form: FiniteVariable['form']): string {
  return form === 'table' ? `U_${name}` : `noise of ${name}`
}

function finiteModel(graph: Graph, { variables }: FiniteDraft): FiniteScm {
  const hidden = hiddenCauses(graph)
  const exogenous: ExogenousBlock[] = hidden.map(({ name }) => ({ names: [name], cards: [2], p: [0.5, 0.5] }))
  const endogenous: EndogenousVariable[] = []
  const tables = []
  for (const name of graph.nodes) {
    const variable = variables[name]!
    const { levels, causes, p } = variable
    if (variable.form === 'table') {
      if (p.length > largestTable) throw tooLarge(name, p.length)
      tables.push({ name, card: levels.length, levels, parents: causes, p })
    } else {
      const { noise, equation } = equationVariable(name, variable)
      if (noise) exogenous.push(noise)
      endogenous.push(equation)
    }
  }
  return defineScm(scmFromTables({ tables, exogenous, endogenous }))
}

function equationVariable(name: string, { levels, causes, equation, noise }: FiniteVariable) {
  const noiseAt = noiseName(name, 'equation')
  const parsed = withName(name, () => parseEquation(equation, [...causes, 'noise']))
  if (!(noise >= 0 && noise <= 1))
    throw new ScmError(
      'desk/model',
      `The noise of “${name}” is 1 with probability ${noise}, which is no probability.`,
      {
        hint: 'Give a number between 0 and 1.',
      },
    )
  const isNoisy = parsed.names.includes('noise')
  const variable: EndogenousVariable = {
    name,
    card: levels.length,
    levels,
    parents: [...causes, ...(isNoisy ? [noiseAt] : [])],
    equation: (values) => parsed.valueOf({ ...values, noise: values[noiseAt] ?? 0 }),
  }
  const block: ExogenousBlock = { names: [noiseAt], cards: [2], p: [1 - noise, noise] }
  return { equation: variable, noise: isNoisy ? block : undefined }
}

function linearModel(graph: Graph, { variables }: LinearDraft): FunctionalScm {
  for (const [name, { sd, intercept, coefficients }] of Object.entries(variables)) {
    const wrong = [sd, intercept, ...Object.values(coefficients)].find((value) => !Number.isFinite(value))
    if (wrong !== undefined || sd < 0)
      throw new ScmError(
        'desk/model',
        `“${name}” has ${wrong === undefined ? `the standard deviation ${sd}` : 'a number missing'}.`,
        {
          hint: 'Give numbers; a standard deviation is 0 or more.',
        },
      )
  }
  return defineScm({
    exogenous: Object.fromEntries(hiddenCauses(graph).map(({ name }) => [name, normal()])),
    mechanisms: byName(graph, (name) => {
      const { coefficients, intercept, sd } = variables[name]!
      return linear(coefficients, { intercept, sd })
    }),
  })
}

function freshVariable(
  graph: Graph,
  name: string,
  levels: readonly string[],
  cardOf: ReadonlyMap<string, number>,
  random?: () => number,
): FiniteVariable {
  const causes = causesOf(graph, name)
  const cards = causes.map((cause) => cardOf.get(cause) ?? 2)
  const rows = cards.reduce((product, card) => product * card, 1)
  const isTooLarge = rows * levels.length > largestTable
  return {
    levels,
    form: isTooLarge ? 'equation' : 'table',
    causes,
    cards,
    p: isTooLarge ? [] : startTable(rows, levels.length, random),
    equation: isTooLarge ? '0' : 'noise',
    noise: 0.5,
  }
}

/** New causes repeat the rows there are; of causes that went, the rows of their first level stay. */
function carriedOver(
  graph: Graph,
  name: string,
  before: FiniteVariable,
  cardOf: ReadonlyMap<string, number>,
): FiniteVariable {
  const causes = causesOf(graph, name)
  const cards = causes.map((cause) => cardOf.get(cause) ?? 2)
  if (isEqual(causes, before.causes) && isEqual(cards, before.cards)) return before
  const rows = cards.reduce((product, card) => product * card, 1)
  const width = before.levels.length
  if (rows * width > largestTable || before.p.length === 0) return { ...before, causes, cards, p: [], form: 'equation' }
  const p = Array.from({ length: rows }, (_, row) => {
    const setting = new Map(settingAt(row, cards).map((value, i) => [causes[i]!, value]))
    const old = before.causes.reduce(
      (at, cause, i) => at * before.cards[i]! + Math.min(setting.get(cause) ?? 0, before.cards[i]! - 1),
      0,
    )
    return before.p.slice(old * width, (old + 1) * width)
  })
  return { ...before, causes, cards, p: p.flat() }
}

/** The levels of the causes in one row, the first cause slowest. */
export function settingAt(row: number, cards: readonly number[]): number[] {
  const values = cards.map(() => 0)
  let rest = row
  for (let i = cards.length - 1; i >= 0; i--) {
    values[i] = rest % cards[i]!
    rest = Math.floor(rest / cards[i]!)
  }
  return values
}

/** A row with more levels gets zeros; with fewer, what went is added to the last that stays. */
function resized(row: readonly number[], width: number): number[] {
  if (width >= row.length) return [...row, ...Array<number>(width - row.length).fill(0)]
  const kept = row.slice(0, width)
  kept[width - 1] = Number((1 - kept.slice(0, -1).reduce((a, b) => a + b, 0)).toFixed(10))
  return kept
}

function coefficient(random: () => number): number {
  const size = 0.3 + random() * 1.2
  return Math.round((random() < 0.35 ? -size : size) * 10) / 10
}

function byName<T>(graph: Graph, made: (name: string) => T): Record<string, T> {
  return Object.fromEntries(graph.nodes.map((name) => [name, made(name)]))
}

function isArc({ fromMark, toMark }: Edge): boolean {
  const arc = bidirected('', ' ')
  return fromMark === arc.fromMark && toMark === arc.toMark
}

const hiddenSign = ' ↔ '

function hiddenName(a: string, b: string): string {
  return [a, b].sort().join(hiddenSign)
}

export function isHidden(name: string): boolean {
  return name.includes(hiddenSign)
}

function renamedHidden(name: string, from: string, to: string): string {
  const [a, b] = name.split(hiddenSign) as [string, string]
  return hiddenName(a === from ? to : a, b === from ? to : b)
}

/** The name where it stands as a word of its own, in quotes where it must be. */
function renamedIn(equation: string, from: string, to: string): string {
  const shown = /^[\p{L}_][\p{L}\p{N}_.]*$/u.test(to) ? to : `"${to}"`
  return equation.replace(/"[^"]+"|[\p{L}_][\p{L}\p{N}_.]*/gu, (word) =>
    word === from || word === `"${from}"` ? shown : word,
  )
}

function withName<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ScmError)) throw error
    throw new ScmError(error.code, `“${name}”: ${error.message}`, { hint: error.hint, details: error.details })
  }
}

function tooLarge(name: string, entries: number): ScmError {
  return new ScmError('desk/model', `The table of “${name}” would have ${entries} entries.`, {
    hint: 'Give it an equation, or fewer causes.',
  })
}

function isEqual<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((one, i) => one === b[i])
}
