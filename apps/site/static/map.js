// Moving about on a map: wheel, drag, pinch, keys, buttons. The map is readable without this file; it sends nothing anywhere.
;(() => {
  const map = document.querySelector('#map')
  if (!map) return
  const plane = map.querySelector('.plane')
  const pointed = document.querySelector('.pointed')
  const MOST = 16
  /** The plane is `zoom` times the frame; `x`, `y`: its left and upper edge, in frames (0 … 1 − zoom). */
  const view = { zoom: 1, x: 0, y: 0 }

  const within = (value, least, most) => Math.min(Math.max(value, least), most)
  const show = () => {
    view.x = within(view.x, 1 - view.zoom, 0)
    view.y = within(view.y, 1 - view.zoom, 0)
    plane.setAttribute('width', `${view.zoom * 100}%`)
    plane.setAttribute('height', `${view.zoom * 100}%`)
    plane.setAttribute('x', `${view.x * 100}%`)
    plane.setAttribute('y', `${view.y * 100}%`)
    map.toggleAttribute('data-zoomed', view.zoom > 1)
    for (const button of buttons) button.disabled = button.value === 'in' ? view.zoom >= MOST : view.zoom <= 1
  }

  /** The point of the frame at (fx, fy), each 0 … 1, stays where it is. */
  const zoomBy = (factor, fx = 0.5, fy = 0.5) => {
    const zoom = within(view.zoom * factor, 1, MOST)
    view.x = fx - ((fx - view.x) * zoom) / view.zoom
    view.y = fy - ((fy - view.y) * zoom) / view.zoom
    view.zoom = zoom
    show()
  }
  const panBy = (dx, dy) => {
    view.x += dx
    view.y += dy
    show()
  }
  const reset = () => {
    Object.assign(view, { zoom: 1, x: 0, y: 0 })
    show()
  }

  const buttons = [
    ['in', '+', 'Zoom in', () => zoomBy(1.5)],
    ['out', '−', 'Zoom out', () => zoomBy(1 / 1.5)],
    ['all', 'all', 'Show the whole map', reset],
  ].map(([value, text, label, act]) => {
    const button = Object.assign(document.createElement('button'), { type: 'button', value, textContent: text })
    button.setAttribute('aria-label', label)
    button.addEventListener('click', act)
    return button
  })
  const tools = document.createElement('span')
  tools.append(...buttons.flatMap((button) => [button, ' ']))
  document.querySelector('figure .top').append(tools)

  const keys = {
    '+': () => zoomBy(1.5),
    '=': () => zoomBy(1.5),
    '-': () => zoomBy(1 / 1.5),
    0: reset,
    ArrowLeft: () => panBy(0.15, 0),
    ArrowRight: () => panBy(-0.15, 0),
    ArrowUp: () => panBy(0, 0.15),
    ArrowDown: () => panBy(0, -0.15),
  }
  map.addEventListener('keydown', (event) => {
    const act = !event.ctrlKey && !event.metaKey && !event.altKey && Object.hasOwn(keys, event.key) && keys[event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation() // the arrows mean something else on other pages (keys.js)
    act()
  })

  const fractions = ({ clientX, clientY }) => {
    const { left, top, width, height } = map.getBoundingClientRect()
    return [(clientX - left) / width, (clientY - top) / height]
  }

  // The wheel scrolls the page, as everywhere, until the map was touched; with Ctrl (and by pinching a pad) it zooms at once.
  map.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey && !event.metaKey && !map.contains(document.activeElement)) return
      event.preventDefault()
      zoomBy(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), ...fractions(event))
    },
    { passive: false },
  )

  const held = new Map()
  let moved = 0
  map.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return
    held.set(event.pointerId, fractions(event))
    if (held.size === 1) moved = 0
  })
  const spread = ([[ax, ay], [bx, by]]) => Math.hypot(ax - bx, ay - by)
  addEventListener('pointermove', (event) => {
    const before = held.get(event.pointerId)
    if (!before) return
    const now = fractions(event)
    const apart = held.size === 2 ? spread([...held.values()]) : 0
    held.set(event.pointerId, now)
    moved += Math.abs(now[0] - before[0]) + Math.abs(now[1] - before[1])
    if (held.size === 2 && apart > 0) {
      const [[ax, ay], [bx, by]] = [...held.values()]
      zoomBy(spread([...held.values()]) / apart, (ax + bx) / 2, (ay + by) / 2)
    } else if (held.size === 1 && view.zoom > 1) panBy(now[0] - before[0], now[1] - before[1])
  })
  for (const end of ['pointerup', 'pointercancel']) addEventListener(end, (event) => held.delete(event.pointerId))
  // A drag that ends on a point does not open it.
  map.addEventListener('click', (event) => moved > 0.01 && event.preventDefault(), true)
  map.addEventListener('dragstart', (event) => event.preventDefault())

  const tell = ({ target }) => {
    const title = target.closest?.('a')?.querySelector('title')?.textContent
    if (title) pointed.textContent = title
  }
  map.addEventListener('pointerover', tell)
  map.addEventListener('focusin', (event) => {
    tell(event)
    const circle = event.target.querySelector?.('circle')
    if (!circle) return
    const [x, y] = ['cx', 'cy'].map((name) => Number.parseFloat(circle.getAttribute(name)) / 100)
    const [fx, fy] = [view.x + x * view.zoom, view.y + y * view.zoom]
    if (fx < 0.02 || fx > 0.98 || fy < 0.02 || fy > 0.98) panBy(0.5 - fx, 0.5 - fy)
  })

  // A place in the table leads to its point.
  document.addEventListener('click', (event) => {
    const link = event.target.closest?.('table a[href^="#p"]')
    if (link) requestAnimationFrame(() => map.querySelector(link.hash)?.focus())
  })

  map.setAttribute('tabindex', '0')
  map.setAttribute('data-live', '')
  pointed.hidden = false
  pointed.textContent = matchMedia('(pointer: coarse)').matches
    ? 'Two fingers zoom; then one moves the map.'
    : 'Click the map, then the wheel or + and − zoom, arrows move, Tab goes from paper to paper.'
  show()
})()
