/** A pointer on the picture: press and drag a node to move it, drag its handle to draw an edge, press an edge to choose it. */
import type { DeskSession } from '../state/session.svelte.ts'
import type { Picture } from './geometry.ts'

export type HandOptions = {
  session: () => DeskSession
  picture: () => Picture
  svg: () => SVGSVGElement | undefined
  setPull: (pull: { from: string; x: number; y: number } | undefined) => void
  hold: (isHeld: boolean) => void
  focus: (name: string) => void
}

type Grip = {
  kind: 'node' | 'handle'
  name: string
  dx: number
  dy: number
  pointer: number
  startX: number
  startY: number
  moved: boolean
}

/** Pixels that a press may tremble without being a drag. */
const tremble = 4

export function pointerHand({ session, picture, svg, setPull, hold, focus }: HandOptions) {
  let grip: Grip | undefined

  const placeOf = ({ clientX, clientY }: MouseEvent) => {
    const inverse = svg()?.getScreenCTM()?.inverse()
    return inverse ? new DOMPoint(clientX, clientY).matrixTransform(inverse) : new DOMPoint(0, 0)
  }
  const nodeAt = ({ x, y }: { x: number; y: number }, margin = 0) =>
    picture().nodes.findLast(
      (node) => Math.abs(x - node.x) <= node.halfWidth + margin && Math.abs(y - node.y) <= node.halfHeight + margin,
    )?.name
  const release = () => {
    grip = undefined
    setPull(undefined)
    hold(false)
  }

  return {
    down(event: PointerEvent) {
      if (event.button !== 0) return
      const target = event.target as Element
      const reach = target.getAttribute('data-reach')
      if (reach !== null) {
        session().chosen = { kind: 'edge', key: reach }
        return
      }
      const place = placeOf(event)
      const name = target.closest('[data-node]')?.getAttribute('data-node') ?? undefined
      if (name === undefined) {
        if (target === svg()) {
          session().chosen = undefined
          session().connecting = undefined
          session().highlight = undefined
        }
        return
      }
      const { connecting } = session()
      if (connecting !== undefined && connecting !== name) {
        session().connect(connecting, name)
        return
      }
      const at = session().graph.positions.get(name) ?? { x: place.x, y: place.y }
      session().chosen = { kind: 'node', name }
      focus(name)
      grip = {
        kind: target.hasAttribute('data-handle') ? 'handle' : 'node',
        name,
        dx: at.x - place.x,
        dy: at.y - place.y,
        pointer: event.pointerId,
        startX: event.clientX,
        startY: event.clientY,
        moved: false,
      }
      hold(true)
      svg()?.setPointerCapture(event.pointerId)
      event.preventDefault()
    },
    move(event: PointerEvent) {
      if (!grip || event.pointerId !== grip.pointer) return
      const isFirst = !grip.moved
      if (isFirst && Math.hypot(event.clientX - grip.startX, event.clientY - grip.startY) < tremble) return
      grip.moved = true
      const place = placeOf(event)
      if (grip.kind === 'handle') setPull({ from: grip.name, x: place.x, y: place.y })
      else session().move(grip.name, { x: place.x + grip.dx, y: place.y + grip.dy }, isFirst)
    },
    /** An edge that ends on paper makes a node there. */
    up(event: PointerEvent) {
      if (!grip || event.pointerId !== grip.pointer) return
      const { kind, name, moved } = grip
      const place = placeOf(event)
      release()
      if (kind !== 'handle' || !moved) return
      const target = nodeAt(place, 8)
      if (target === name) return
      const end = target ?? session().addNode({ x: place.x, y: place.y })
      if (end === undefined) return
      session().connect(name, end)
      session().chosen = { kind: 'node', name: end }
      focus(end)
    },
    cancel: release,
    doubleClick(event: MouseEvent) {
      if (event.target !== svg()) return
      const made = session().addNode(placeOf(event))
      if (made !== undefined) focus(made)
    },
  }
}
