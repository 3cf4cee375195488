/** What each key does while a node of the picture has the focus. */
import type { Role } from '@causerie/scm'
import type { DeskSession } from '../state/session.svelte.ts'
import { nodeTowards } from './spoken.ts'

/** Shown on the page, and compared with what `keyAction` knows by a test. */
export const keyHelp: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [['←', '→', '↑', '↓'], 'to the next node that way'],
  [['Alt', '←'], 'move the node (with Shift: further)'],
  [['N'], 'add a node'],
  [['Enter'], 'rename; after E: join'],
  [['E'], 'begin an edge here; then go to its other end'],
  [['T', 'O', 'A', 'L', 'S'], 'treatment, outcome, adjusted, latent, selected'],
  [['Delete'], 'remove'],
  [['Ctrl', 'Z'], 'undo; with Shift or Ctrl Y: redo'],
  [['Esc'], 'leave off'],
]

const roles: Record<string, Role> = { t: 'treatment', o: 'outcome', a: 'adjusted', l: 'latent', s: 'selected' }

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Ctrl Z and Ctrl Y outside of the picture, but not in a field, which has its own undo. Says whether anything was done. */
export function undoKey(session: DeskSession, event: KeyboardEvent): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.defaultPrevented) return false
  if ((event.target as Element | null)?.closest?.('input, textarea, select')) return false
  return historyAction(session, event) !== undefined
}

/** What was done: the node to focus, whether to rename; `undefined` when the key is not the desk's. */
export function keyAction(
  session: DeskSession,
  pressed: Pressed,
  name: string | undefined,
): { focus?: string; rename?: true } | undefined {
  const { key } = pressed
  if (pressed.ctrlKey || pressed.metaKey) return historyAction(session, pressed)
  if (key.startsWith('Arrow') && name !== undefined) return arrowAction(session, pressed, name)
  if (pressed.altKey) return undefined
  const letter = key.toLowerCase()
  if (letter === 'n') {
    const added = session.addNode()
    return added === undefined ? {} : { focus: added }
  }
  if (key === 'Escape') {
    session.connecting = undefined
    session.highlight = undefined
    return {}
  }
  if (name === undefined) return undefined
  const role = roles[letter]
  if (role) {
    session.toggleRole(name, role)
    return { focus: name }
  }
  if (letter === 'e') {
    session.connecting = name
    session.said = `An edge from ${name}: go to its other end and press Enter.`
    return {}
  }
  if (key === 'Enter' || key === ' ') return enterAction(session, name)
  if (key === 'Delete' || key === 'Backspace') {
    const next = session.graph.nodes.find((other) => other !== name)
    session.removeNode(name)
    return next === undefined ? {} : { focus: next }
  }
  return undefined
}

function enterAction(session: DeskSession, name: string) {
  const { connecting } = session
  if (connecting === undefined || connecting === name) {
    session.chosen = { kind: 'node', name }
    return { rename: true as const }
  }
  session.connect(connecting, name)
  return { focus: name }
}

function arrowAction(session: DeskSession, { key, altKey, shiftKey }: Pressed, name: string) {
  if (!altKey) {
    const next = nodeTowards(session.graph, name, key)
    return next === undefined ? {} : { focus: next }
  }
  const { x, y } = session.graph.positions.get(name) ?? { x: 0, y: 0 }
  const step = shiftKey ? 60 : 12
  const [dx, dy] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[key] ?? [
    0, 0,
  ]
  session.move(name, { x: x + dx!, y: y + dy! }, true)
  return { focus: name }
}

function historyAction(session: DeskSession, { key, shiftKey }: Pressed) {
  const letter = key.toLowerCase()
  if (letter !== 'z' && letter !== 'y') return undefined
  if (letter === 'y' || shiftKey) session.redo()
  else session.undo()
  return {}
}
