/**
 * Places the names of regions so that none covers another, for a phone and for a desk. Largest region first; a name that
 * finds no free place at its region's centre or a few lines above or below is left out there (the table has it). A phone
 * shows the first term of a name and at most seven names, so that the points stay to be seen.
 */

export type Label = {
  /** First term of the name, and the others with what separates them. */
  text: string
  more: string
  /** Centre, each axis 0…1. */
  x: number
  y: number
  /** `always`: free at phone width; `wide`: only where there is room. */
  shown: 'always' | 'wide'
}

/** Width and height of the drawing in CSS pixels, as the page's style sheet makes it. */
export const frames = { phone: { width: 320, height: 340 }, wide: { width: 820, height: 600 } }

/** Newsreader italic at 15 px, reckoned with some air; the site’s tests measure the boxes in a browser. */
export const letterWidth = 6.9
export const lineHeight = 20
const steps = [0, -1, 1, -2, 2, -3, 3]
const mostOnPhone = 7

type Box = { left: number; right: number; top: number; bottom: number }
type Region = { terms: readonly string[]; x: number; y: number }
type Placed = Omit<Label, 'shown'>
type FrameName = keyof typeof frames

export function placeLabels(regions: readonly Region[]): Label[] {
  const taken: Record<FrameName, Box[]> = { phone: [], wide: [] }
  const take = (label: Placed, names: FrameName[]) => {
    for (const name of names) taken[name].push(boxOf(label, name))
  }
  const labels: Label[] = []
  const later: Placed[] = []
  for (const { terms, x, y } of regions) {
    const label = {
      text: terms[0] ?? '',
      more: terms
        .slice(1)
        .map((term) => `, ${term}`)
        .join(''),
      x,
      y,
    }
    const place = labels.length < mostOnPhone ? freePlace(label, taken, ['phone', 'wide']) : undefined
    if (!place) {
      later.push(label)
      continue
    }
    take(place, ['phone', 'wide'])
    labels.push({ ...place, shown: 'always' })
  }
  for (const label of later) {
    const place = freePlace(label, taken, ['wide'])
    if (!place) continue
    take(place, ['wide'])
    labels.push({ ...place, shown: 'wide' })
  }
  return labels
}

/** The nearest place over its region where the name stands inside the frames and on no other name. */
function freePlace(label: Placed, taken: Record<FrameName, Box[]>, names: FrameName[]): Placed | undefined {
  const half = Math.max(...names.map((name) => widthOf(label, name) / 2 / frames[name].width))
  if (half > 0.5) return undefined
  const line = Math.max(...names.map((name) => lineHeight / frames[name].height))
  const x = Math.min(Math.max(label.x, half), 1 - half)
  for (const step of steps) {
    const y = Math.min(Math.max(label.y + step * line, line / 2), 1 - line / 2)
    const place = { ...label, x, y }
    if (names.every((name) => !taken[name].some((other) => overlap(boxOf(place, name), other)))) return place
  }
  return undefined
}

const widthOf = ({ text, more }: Placed, name: FrameName): number =>
  (text.length + (name === 'wide' ? more.length : 0)) * letterWidth

function boxOf(label: Placed, name: FrameName): Box {
  const half = widthOf(label, name) / 2
  const [x, y] = [label.x * frames[name].width, label.y * frames[name].height]
  return { left: x - half, right: x + half, top: y - lineHeight / 2, bottom: y + lineHeight / 2 }
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom - 1e-6 && b.top < a.bottom - 1e-6
