/**
 * A story as a structural causal model in its actual context, written line by line:
 *
 *   title Suzy’s rock gets there first
 *   ST := 1                          a root and the value it had
 *   BT := 1
 *   SH = ST                          an equation; `D of 0..2 = A + B` for more than two values
 *   BH = BT and not SH
 *   BS = SH or BH
 *   outcome BS = 1
 *   event ST order 0 intended asked  what the question is about; the norm, the intention and the order are annotations
 *   event BT order 1 intended
 *
 * What follows `#` is a remark.
 */
import { LabError } from '@causerie/lab'
import { type Context, defineScm, type FiniteScm, ScmError, solution } from '@causerie/scm'
import { type Formula, parseFormula } from './formula.ts'

export type CausalEvent = {
  name: string
  /** What the variable actually was. */
  value: number
  /** 0 for the first; events of one number were simultaneous. */
  order: number
  normViolated: boolean
  intended: boolean
  /** The question is about it. */
  focal: boolean
}

export type Scenario = {
  title: string
  model: FiniteScm
  context: Context
  /** Every endogenous variable as it actually was. */
  actual: Readonly<Record<string, number>>
  outcome: { name: string; value: number }
  events: readonly CausalEvent[]
}

export const mostEvents = 12

type Root = { kind: 'root'; name: string; card: number; value: number }
type Equation = { kind: 'equation'; name: string; card: number; formula: Formula }
type EventLine = { kind: 'event'; name: string; value?: number } & Omit<CausalEvent, 'name' | 'value'>
type Line =
  | Root
  | Equation
  | EventLine
  | { kind: 'title'; title: string }
  | { kind: 'outcome'; name: string; value: number }

/** Throws `scenario/…` with the line, and E_NOT_ACTUAL or E_TOO_MANY_EVENTS (`details.dossier`) where the dossier names them. */
export function parseScenario(text: string): Scenario {
  const lines = text.split(/\r?\n/).flatMap((raw, at) => {
    const line = raw.replace(/#.*$/, '').trim()
    return line === '' ? [] : [onLine(at + 1, () => parseLine(line))]
  })
  const of = <Kind extends Line['kind']>(kind: Kind) =>
    lines.filter((line): line is Extract<Line, { kind: Kind }> => line.kind === kind)
  const [outcome, another] = of('outcome')
  if (!outcome)
    throw new LabError('scenario/outcome', 'The scenario names no outcome.', {
      hint: 'Add a line like `outcome F = 1`.',
    })
  if (another)
    throw new LabError('scenario/outcome', `The scenario names two outcomes, ${outcome.name} and ${another.name}.`, {
      hint: 'Ask about one at a time; a conjunction is an equation of its own.',
    })
  const { model, context } = modelOf(of('root'), of('equation'))
  const actual = asLabError(() => solution(model, { context }))
  requireKnown(actual, outcome.name)
  if (actual[outcome.name] !== outcome.value)
    throw notActual(
      `The outcome ${outcome.name} = ${outcome.value} did not happen: ${outcome.name} is ${actual[outcome.name]} in this context.`,
    )
  return {
    title: of('title')[0]?.title ?? 'A scenario',
    model,
    context,
    actual,
    outcome: { name: outcome.name, value: outcome.value },
    events: eventsOf(of('event'), actual, outcome.name),
  }
}

const name = String.raw`[\p{L}_][\p{L}\p{N}_]*`
const shapes = {
  title: /^title\s+(.+)$/u,
  outcome: new RegExp(`^outcome\\s+(${name})\\s*=\\s*(\\d+)$`, 'u'),
  event: new RegExp(`^event\\s+(${name})(?:\\s*=\\s*(\\d+))?((?:[\\s,]+(?:order\\s+\\d+|norm|intended|asked))*)$`, 'u'),
  root: new RegExp(`^(${name})(?:\\s+of\\s+0\\.\\.(\\d+))?\\s*:=\\s*(\\d+)$`, 'u'),
  equation: new RegExp(`^(${name})(?:\\s+of\\s+0\\.\\.(\\d+))?\\s*=\\s*(.+)$`, 'u'),
}

function parseLine(line: string): Line {
  const [, title] = shapes.title.exec(line) ?? []
  if (title !== undefined) return { kind: 'title', title }
  const outcome = shapes.outcome.exec(line)
  if (outcome) return { kind: 'outcome', name: outcome[1]!, value: Number(outcome[2]) }
  const event = shapes.event.exec(line)
  if (event) return eventLine(event[1]!, event[2], event[3]!)
  const root = shapes.root.exec(line)
  if (root) return { kind: 'root', name: root[1]!, card: Number(root[2] ?? 1) + 1, value: Number(root[3]) }
  const equation = shapes.equation.exec(line)
  if (equation)
    return {
      kind: 'equation',
      name: equation[1]!,
      card: Number(equation[2] ?? 1) + 1,
      formula: parseFormula(equation[3]!),
    }
  throw new LabError('scenario/line', `“${line}” is not understood.`, {
    hint: 'A line is `NAME := value`, `NAME = formula`, `outcome NAME = value`, `event NAME [order N] [norm] [intended] [asked]` or `title …`.',
  })
}

function eventLine(name: string, value: string | undefined, notes: string): EventLine {
  return {
    kind: 'event',
    name,
    ...(value === undefined ? {} : { value: Number(value) }),
    order: Number(/order\s+(\d+)/.exec(notes)?.[1] ?? 0),
    normViolated: /\bnorm\b/.test(notes),
    intended: /\bintended\b/.test(notes),
    focal: /\basked\b/.test(notes),
  }
}

/** Each root follows an exogenous variable of its own, so that a cause can be set without touching the context. */
function modelOf(roots: readonly Root[], equations: readonly Equation[]): { model: FiniteScm; context: Context } {
  const known = new Set<string>()
  for (const { name } of [...roots, ...equations]) {
    if (known.has(name))
      throw new LabError('scenario/duplicate', `${name} has two lines.`, {
        hint: 'One root value or one equation each.',
      })
    known.add(name)
  }
  for (const { name, formula } of equations)
    for (const parent of formula.names)
      if (!known.has(parent))
        throw new LabError(
          'scenario/unknown',
          `The equation of ${name} mentions ${parent}, which has no line of its own.`,
          {
            hint: `Add \`${parent} := 1\` or an equation for it. There are ${[...known].join(', ')}.`,
          },
        )
  const model = asLabError(() =>
    defineScm({
      exogenous: roots.map(({ name, card }) => ({ names: [`context of ${name}`], cards: [card], p: even(card) })),
      endogenous: [
        ...roots.map(({ name, card }) => ({
          name,
          card,
          parents: [`context of ${name}`],
          table: Array.from({ length: card }, (_, value) => value),
        })),
        ...equations.map(({ name, card, formula }) => ({
          name,
          card,
          parents: formula.names,
          equation: formula.value,
        })),
      ],
    }),
  )
  const context = Object.fromEntries(roots.map(({ name, value }) => [`context of ${name}`, value]))
  return { model, context }
}

function even(card: number): string[] {
  return Array.from({ length: card }, () => `1/${card}`)
}

function eventsOf(lines: readonly EventLine[], actual: Scenario['actual'], outcome: string): CausalEvent[] {
  if (lines.length > mostEvents)
    throw new LabError(
      'scenario/events',
      `There are ${lines.length} events; subsets of more than ${mostEvents} are not searched.`,
      {
        hint: 'Leave out the events that nobody would name.',
        details: { dossier: 'E_TOO_MANY_EVENTS' },
      },
    )
  return lines.map(({ kind: _, value, ...event }) => {
    requireKnown(actual, event.name)
    if (event.name === outcome)
      throw new LabError('scenario/events', `${outcome} is the outcome and cannot be one of its own causes.`)
    if (value !== undefined && actual[event.name] !== value)
      throw notActual(
        `The event ${event.name} = ${value} did not happen: ${event.name} is ${actual[event.name]} in this context.`,
      )
    return { ...event, value: actual[event.name]! }
  })
}

function requireKnown(actual: Scenario['actual'], name: string): void {
  if (name in actual) return
  throw new LabError('scenario/unknown', `${name} has no line of its own.`, {
    hint: `There are ${Object.keys(actual).join(', ')}.`,
  })
}

function notActual(message: string): LabError {
  return new LabError('scenario/not-actual', message, {
    hint: 'An actual cause is asked of what happened: correct the roots, or ask about the value it had.',
    details: { dossier: 'E_NOT_ACTUAL' },
  })
}

function onLine<T>(line: number, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof LabError)) throw error
    throw new LabError(error.code, `Line ${line}: ${error.message}`, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      details: { ...error.details, line },
    })
  }
}

/** What the engine refuses, as a sentence of the laboratory. */
function asLabError<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof ScmError)) throw error
    throw new LabError(`scenario/${error.code.split('/')[1]}`, error.message, {
      ...(error.hint === undefined ? {} : { hint: error.hint }),
      cause: error,
    })
  }
}
