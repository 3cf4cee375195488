/** The desk as the page holds it: what is on it with its history, what is chosen, what was answered. Components bind this. */
import type { Edge, Graph, GraphKind, Position, Role } from '@causerie/scm'
import { packGraph } from '@causerie/scm'
import { type Highlight, highlightNodes } from '../drawing/tones.ts'
import type { Answers } from '../questions/answer.ts'
import { type Answerer, type Asker, createAsker } from '../questions/asker.ts'
import { firstLimits, graphKinds, type Limits, modelKinds, type QuestionKind } from '../questions/kinds.ts'
import { type Desk, type ModelQuestions, renamedQuestions, settledQuestions } from './desk.ts'
import {
  addEdge,
  addNode,
  changeEdge,
  changeKind,
  type EdgeForm,
  edgeKey,
  moveNode,
  removeEdge,
  removeNode,
  renameNode,
  toggleRole,
} from './edits.ts'
import { amend, type History, record, redo, startHistory, undo } from './history.ts'
import { type ModelDraft, renamedModel, settledModel } from './modelDraft.ts'
import { arranged } from './places.ts'
import { type Fault, faultOf, readGraph, writeGraph } from './text.ts'

export type Chosen = { kind: 'node'; name: string } | { kind: 'edge'; key: string } | undefined

export class DeskSession {
  #history: History<Desk> = $state.raw(startHistory({} as Desk))
  #asker: Asker | undefined
  #asked = ''
  #askedModel = ''

  /** What was typed, until the picture changes. */
  text = $state('')
  textFault: Fault | undefined = $state.raw()
  /** Why the last action in the picture or the table did nothing. */
  fault: Fault | undefined = $state.raw()
  chosen: Chosen = $state.raw()
  /** The node from which an edge is being drawn by keyboard or by two clicks. */
  connecting: string | undefined = $state()
  form: EdgeForm = $state('->')
  highlight: Highlight | undefined = $state.raw()
  limits: Limits = $state.raw(firstLimits)
  answers: Partial<Answers> = $state.raw({})
  pending: readonly QuestionKind[] = $state.raw([])
  /** What a screen reader is told after an action. */
  said = $state('')

  constructor(desk: Desk, answers: Partial<Answers> = {}) {
    this.#history = startHistory(desk)
    this.text = writeGraph(desk.graph)
    this.answers = answers
    this.#asked = graphKey(desk.graph, this.limits)
    this.#askedModel = modelKey(desk)
  }

  get desk(): Desk {
    return this.#history.now
  }
  get graph(): Graph {
    return this.#history.now.graph
  }
  get canUndo(): boolean {
    return this.#history.past.length > 0
  }
  get canRedo(): boolean {
    return this.#history.future.length > 0
  }
  get chosenNode(): string | undefined {
    return this.chosen?.kind === 'node' && this.graph.index.has(this.chosen.name) ? this.chosen.name : undefined
  }
  get chosenEdge(): Edge | undefined {
    const { chosen } = this
    return chosen?.kind === 'edge' ? this.graph.edges.find((edge) => edgeKey(edge) === chosen.key) : undefined
  }

  /** Begins to answer in a worker; the server's answers stay until its own are there. */
  startAsking(start: () => Answerer): void {
    this.#asker = createAsker({
      start,
      onAnswer: ({ kind, answer }) => {
        this.answers = { ...this.answers, [kind]: answer }
      },
      onPending: (kinds) => {
        this.pending = kinds
      },
      onFailure: (message) => {
        this.fault = {
          message: `The questions could not be answered: ${message}`,
          hint: 'Undo the last step, or reload the page.',
        }
      },
    })
  }
  stopAsking(): void {
    this.#asker?.close()
  }
  cancel(): void {
    this.#asker?.cancel()
  }

  /** A desk from a link or an example takes the place of this one; it can be undone. */
  open(desk: Desk): void {
    this.chosen = undefined
    this.highlight = undefined
    this.connecting = undefined
    this.limits = firstLimits
    this.#set({ ...desk, ask: settledQuestions(desk.graph, desk.ask) })
    this.said = `Opened a graph of ${desk.graph.nodes.length} nodes.`
  }

  undo(): void {
    this.#history = undo(this.#history)
    this.#afterChange()
    this.said = 'Undone.'
  }
  redo(): void {
    this.#history = redo(this.#history)
    this.#afterChange()
    this.said = 'Done again.'
  }

  /** Every edit of the graph goes through here; a fault leaves everything as it was. */
  edit(change: (graph: Graph) => Graph, said = ''): boolean {
    return this.#try(() => {
      const graph = change(this.graph)
      if (graph === this.graph) return
      const { model, ask } = this.desk
      this.#set({ graph, ...(model ? { model: settledModel(graph, model) } : {}), ask: settledQuestions(graph, ask) })
      this.said = said
    })
  }
  addNode(at?: Position, name?: string): string | undefined {
    let made: string | undefined
    this.edit((graph) => {
      const added = addNode(graph, { at, name })
      made = added.name
      return added.graph
    })
    if (made !== undefined) {
      this.chosen = { kind: 'node', name: made }
      this.said = `Added ${made}.`
    }
    return made
  }
  removeChosen(): void {
    const { chosenNode, chosenEdge } = this
    if (chosenNode !== undefined) this.edit((graph) => removeNode(graph, chosenNode), `Removed ${chosenNode}.`)
    else if (chosenEdge) this.edit((graph) => removeEdge(graph, chosenEdge), 'Removed the edge.')
    this.chosen = undefined
  }
  removeNode(name: string): void {
    this.edit((graph) => removeNode(graph, name), `Removed ${name}.`)
  }
  removeEdge(edge: Edge): void {
    this.edit((graph) => removeEdge(graph, edge), 'Removed the edge.')
  }
  rename(from: string, to: string): boolean {
    if (from === to.trim()) return true
    return this.#try(() => {
      const graph = renameNode(this.graph, from, to)
      const { model, ask } = this.desk
      const name = graph.nodes[this.graph.index.get(from)!]!
      this.#set({
        graph,
        ...(model ? { model: renamedModel(model, from, name) } : {}),
        ask: renamedQuestions(ask, from, name),
      })
      if (this.chosen?.kind === 'node' && this.chosen.name === from) this.chosen = { kind: 'node', name }
      this.said = `Renamed ${from} to ${name}.`
    })
  }
  connect(from: string, to: string, form: EdgeForm = this.form): boolean {
    this.connecting = undefined
    return this.edit((graph) => addEdge(graph, from, to, form), `Joined ${from} ${form} ${to}.`)
  }
  changeEdge(edge: Edge, form: EdgeForm | 'turned'): void {
    const [from, to] = form === 'turned' ? [edge.to, edge.from] : [edge.from, edge.to]
    if (!this.edit((graph) => changeEdge(graph, edge, form), 'Changed the edge.')) return
    const made = this.graph.edges.findLast(
      (each) => [each.from, each.to].includes(from) && [each.from, each.to].includes(to),
    )
    if (made) this.chosen = { kind: 'edge', key: edgeKey(made) }
  }
  toggleRole(name: string, role: Role): void {
    const has = this.graph.roles[role].includes(name)
    this.edit((graph) => toggleRole(graph, name, role), `${name} is ${has ? 'no longer' : 'now'} ${role}.`)
  }
  changeKind(kind: GraphKind): void {
    this.edit((graph) => changeKind(graph, kind), `Now a graph of the kind ${kind}.`)
  }
  arrange(direction: 'down' | 'right' = 'right'): void {
    this.edit((graph) => arranged(graph, direction), 'Laid out anew.')
  }

  /** One drag is one step of the history: the first move records it, the others replace it. */
  move(name: string, place: Position, isFirst: boolean): void {
    const graph = moveNode(this.graph, name, place)
    const desk = { ...this.desk, graph }
    this.#history = isFirst ? record(this.#history, desk) : amend(this.#history, desk)
  }

  typed(text: string): void {
    this.text = text
    const reading = readGraph(text, { before: this.graph })
    if ('fault' in reading) {
      this.textFault = reading.fault
      return
    }
    this.textFault = undefined
    this.edit(() => reading.graph)
    this.text = text
  }

  setModel(model: ModelDraft | undefined): void {
    const { graph, ask } = this.desk
    this.#set({ graph, ...(model ? { model: settledModel(graph, model) } : {}), ask })
  }
  setAsk<Kind extends keyof ModelQuestions>(kind: Kind, asked: ModelQuestions[Kind]): void {
    this.#set({ ...this.desk, ask: { ...this.desk.ask, [kind]: asked } })
  }
  showMore(kind: keyof Limits): void {
    this.limits = { ...this.limits, [kind]: this.limits[kind] * 4 }
    this.#ask()
  }
  show(names: readonly string[] | undefined): void {
    this.highlight = names && highlightNodes(names)
  }

  #set(desk: Desk): void {
    this.#history = record(this.#history, desk)
    this.fault = undefined
    this.#afterChange()
  }
  #afterChange(): void {
    this.highlight = undefined
    if (this.connecting !== undefined && !this.graph.index.has(this.connecting)) this.connecting = undefined
    this.text = writeGraph(this.graph)
    this.textFault = undefined
    this.#ask()
  }
  #try(work: () => void): boolean {
    try {
      work()
      return true
    } catch (error) {
      this.fault = faultOf(error)
      this.said = this.fault.message
      return false
    }
  }
  /** Asks what the change may have changed: the graph's questions, the model's, or none when only a node was moved. */
  #ask(): void {
    const { graph, model, ask } = this.desk
    const [key, keyOfModel] = [graphKey(graph, this.limits), modelKey(this.desk)]
    const kinds = [
      ...(key === this.#asked ? [] : graphKinds),
      ...(model && (keyOfModel !== this.#askedModel || key !== this.#asked) ? modelKinds : []),
    ]
    this.#asked = key
    this.#askedModel = keyOfModel
    if (!model)
      this.answers = Object.fromEntries(
        Object.entries(this.answers).filter(([kind]) => !(modelKinds as readonly string[]).includes(kind)),
      )
    if (kinds.length === 0) return
    this.#asker?.ask(kinds, { graph: packGraph(graph), limits: this.limits, ...(model ? { model } : {}), ask })
  }
}

/** The graph but for where its nodes stand. */
function graphKey(graph: Graph, limits: Limits): string {
  const [kind, nodes, edges, roles] = packGraph(graph)
  return JSON.stringify([kind, nodes, edges, roles, limits])
}

function modelKey({ model, ask }: Desk): string {
  return JSON.stringify([model ?? 0, ask])
}
