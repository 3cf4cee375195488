/**
 * Places the names of regions so that none covers another, for a phone and for a desk. Largest region first; a name that
 * finds no free place at its region's centre or a few lines above or below is left out there (the table has it).
 */

export type Label = {
  text: string
  /** Centre, each axis 0…1. */
  x: number
  y: number
  /** `always`: free at phone width; `wide`: only where there is room. */
  shown: 'always' | 'wide'
}

/** Width and height of the drawing in CSS pixels, as the page's style sheet makes it. */
export const frames = { phone: { width: 320, height: 340 }, wide: { width: 820, height: 600 } }

/** Newsreader italic at 15 px: 6.6 px a letter, measured over the labels of twenty maps; a line with its air is 20 px. */
const letterWidth = 6.9
const lineHeight = 20
const steps = [0, -1, 1, -2, 2, -3, 3]

type Frame = { width: number; height: number }
type Box = { left: number; right: number; top: number; bottom: number }
type Region = { text: string; x: number; y: number }

export function placeLabels(regions: readonly Region[]): Label[] {
  const phone: Box[] = []
  const wide: Box[] = []
  const labels: Label[] = []
  const later: Region[] = []
  for (const region of regions) {
    const place = freePlace(region, frames.phone, phone)
    if (!place) {
      later.push(region)
      continue
    }
    phone.push(boxOf({ ...region, ...place }, frames.phone))
    wide.push(boxOf({ ...region, ...place }, frames.wide))
    labels.push({ text: region.text, ...place, shown: 'always' })
  }
  for (const region of later) {
    const place = freePlace(region, frames.wide, wide)
    if (!place) continue
    wide.push(boxOf({ ...region, ...place }, frames.wide))
    labels.push({ text: region.text, ...place, shown: 'wide' })
  }
  return labels
}

/** The nearest place over the region where the name stands inside the frame and on no other name. */
function freePlace(region: Region, frame: Frame, taken: Box[]): { x: number; y: number } | undefined {
  const half = (region.text.length * letterWidth) / 2 / frame.width
  if (half > 0.5) return undefined
  const line = lineHeight / frame.height
  const x = Math.min(Math.max(region.x, half), 1 - half)
  for (const step of steps) {
    const y = Math.min(Math.max(region.y + step * line, line / 2), 1 - line / 2)
    const box = boxOf({ text: region.text, x, y }, frame)
    if (!taken.some((other) => overlap(box, other))) return { x, y }
  }
  return undefined
}

function boxOf({ text, x, y }: Region, { width, height }: Frame): Box {
  const half = (text.length * letterWidth) / 2
  return {
    left: x * width - half,
    right: x * width + half,
    top: y * height - lineHeight / 2,
    bottom: y * height + lineHeight / 2,
  }
}

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom - 1e-6 && b.top < a.bottom - 1e-6
