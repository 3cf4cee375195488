/**
 * The whole desk in the fragment of an address: `#1.` and the desk as JSON, deflated, in base64url. What stands after `#`
 * is never sent to a server. `#graph=` and a text in any syntax opens the desk with that graph, for links made by hand.
 */
import { packGraph, ScmError, unpackGraph } from '@causerie/scm'
import { causeDefinitions, type Desk, type ModelQuestions, noQuestions, type Setting } from './desk.ts'
import type { FiniteVariable, LinearVariable, ModelDraft } from './modelDraft.ts'
import { placed } from './places.ts'
import { type Fault, faultOf, readGraph } from './text.ts'

const version = '1.'
/** Most bytes that a link may unfold to: a graph of 5,000 nodes and its tables stay well below. */
const mostBytes = 8_000_000

export async function encodeDesk({ graph, model, ask }: Desk): Promise<string> {
  const json = JSON.stringify([packGraph(graph), model ?? 0, ask])
  const packed = new Blob([json]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  const bytes = new Uint8Array(await new Response(packed).arrayBuffer())
  return version + base64url(bytes)
}

/** What a fragment (without its `#`) holds; `undefined` for an empty one; a fault in words for one that is broken. */
export async function decodeDesk(fragment: string): Promise<{ desk: Desk } | { fault: Fault } | undefined> {
  if (fragment === '') return undefined
  if (fragment.startsWith('graph=')) return fromText(fragment.slice('graph='.length))
  if (!fragment.startsWith(version)) return undefined
  try {
    return { desk: deskOf(JSON.parse(await inflated(fragment.slice(version.length)))) }
  } catch (error) {
    const cause = error instanceof ScmError ? ` ${error.message}` : ''
    return {
      fault: {
        message: `This link does not hold a desk.${cause}`,
        hint: 'It may have been cut short on its way. Ask for it again, or begin with an example.',
      },
    }
  }
}

function fromText(text: string): { desk: Desk } | { fault: Fault } {
  let plain: string
  try {
    plain = decodeURIComponent(text)
  } catch (error) {
    if (!(error instanceof URIError)) return { fault: faultOf(error) }
    return {
      fault: { message: 'The graph in this link is not written as addresses are.', hint: 'Ask for the link again.' },
    }
  }
  const reading = readGraph(plain)
  return 'fault' in reading ? reading : { desk: { graph: reading.graph, ask: noQuestions } }
}

async function inflated(text: string): Promise<string> {
  const stream = new Blob([fromBase64url(text)]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  const parts: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  for (const reader = stream.getReader(); ; ) {
    const { done, value } = await reader.read()
    if (done) return new Blob(parts).text()
    size += value.length
    if (size > mostBytes) {
      await reader.cancel()
      throw new ScmError('desk/link', `It unfolds to more than ${mostBytes / 1e6} MB.`)
    }
    parts.push(value)
  }
}

function deskOf(value: unknown): Desk {
  if (!Array.isArray(value) || value.length !== 3) throw broken('three parts')
  const [graph, model, ask] = value
  const unpacked = placed(unpackGraph(graph))
  return { graph: unpacked, ...(model === 0 ? {} : { model: modelDraftOf(model) }), ask: questionsOf(ask) }
}

function modelDraftOf(value: unknown): ModelDraft {
  const { kind, variables } = recordOf(value, 'a model')
  if (kind !== 'finite' && kind !== 'linear') throw broken('a kind of model')
  const entries = Object.entries(recordOf(variables, 'variables')).map(([name, one]) => [
    name,
    kind === 'finite' ? finiteVariableOf(one) : linearVariableOf(one),
  ])
  return { kind, variables: Object.fromEntries(entries) } as ModelDraft
}

function finiteVariableOf(value: unknown): FiniteVariable {
  const { levels, form, causes, cards, p, equation, noise } = recordOf(value, 'a variable')
  if (form !== 'table' && form !== 'equation') throw broken('a table or an equation')
  const names = listOf(levels, isText, 'levels')
  if (names.length < 1 || names.length > 12) throw broken('one to twelve levels')
  const made = {
    levels: names,
    form,
    causes: listOf(causes, isText, 'causes'),
    cards: listOf(cards, isCard, 'cards'),
  } as const
  const table = listOf(p, isNumberOrMissing, 'a table').map((one) => one ?? Number.NaN)
  const rows = made.cards.reduce((product, card) => product * card, 1)
  if (made.cards.length !== made.causes.length || (table.length > 0 && table.length !== rows * names.length))
    throw broken('a table of its size')
  if (!isText(equation) || !isNumberOrMissing(noise)) throw broken('an equation with its noise')
  return { ...made, p: table, equation, noise: noise ?? Number.NaN }
}

function linearVariableOf(value: unknown): LinearVariable {
  const { intercept, sd, coefficients } = recordOf(value, 'a variable')
  if (!isNumberOrMissing(intercept) || !isNumberOrMissing(sd)) throw broken('numbers')
  const numbers = Object.entries(recordOf(coefficients, 'coefficients')).map(([name, one]) => {
    if (!isNumberOrMissing(one)) throw broken('a coefficient')
    return [name, one ?? Number.NaN]
  })
  return { intercept: intercept ?? Number.NaN, sd: sd ?? Number.NaN, coefficients: Object.fromEntries(numbers) }
}

function questionsOf(value: unknown): ModelQuestions {
  const { whatIf, wouldHaveBeen, cause } = recordOf(value, 'questions')
  const [first, second, third] = [
    recordOf(whatIf, 'what if'),
    recordOf(wouldHaveBeen, 'what would have been'),
    recordOf(cause, 'a cause'),
  ]
  const definition = causeDefinitions.find((one) => one === third.definition)
  if (!isText(first.of) || !isText(second.of) || !definition) throw broken('questions')
  return {
    whatIf: { do: settingOf(first.do), given: settingOf(first.given), of: first.of },
    wouldHaveBeen: { evidence: settingOf(second.evidence), do: settingOf(second.do), of: second.of },
    cause: {
      context: settingOf(third.context),
      cause: settingOf(third.cause),
      effect: settingOf(third.effect),
      definition,
    },
  }
}

function settingOf(value: unknown): Setting {
  const entries = Object.entries(recordOf(value, 'values'))
  if (!entries.every(([, one]) => typeof one === 'number')) throw broken('values')
  return Object.fromEntries(entries) as Setting
}

function recordOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw broken(what)
}

function listOf<T>(value: unknown, is: (one: unknown) => one is T, what: string): T[] {
  if (Array.isArray(value) && value.every(is)) return value
  throw broken(what)
}

const isText = (value: unknown): value is string => typeof value === 'string'
const isCard = (value: unknown): value is number =>
  Number.isInteger(value) && (value as number) > 0 && (value as number) < 100
/** JSON has no NaN: a field that was empty comes as null. */
const isNumberOrMissing = (value: unknown): value is number | null => value === null || typeof value === 'number'

function broken(what: string): ScmError {
  return new ScmError('desk/link', `Where ${what} should be there is something else.`)
}

function base64url(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (char) => char.charCodeAt(0))
}
