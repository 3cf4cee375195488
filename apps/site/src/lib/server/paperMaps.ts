/** A map as its page shows it: places in percent, years as five tones, and what to say while there is none. */
import type { House, PaperMap, PaperMapAnswer } from '@causerie/papers'
import { error } from '@sveltejs/kit'
import { paperPath } from '#lib/links.ts'

/** A page that answers later than this says that the map is being drawn, and looks again. */
const waitMs = 1500
const tones = 5

export type MapView =
  | { state: 'ready'; map: ReturnType<typeof mapView> }
  | { state: 'drawing'; ahead: number }
  | { state: 'few'; have: number; asked: number; waiting: boolean }

/** The map of some papers; a 503 that says so when too many wait, or when it cannot be drawn. */
export async function mapOf(house: House, ids: readonly number[]): Promise<MapView> {
  const answer = await house.map(ids, { waitMs })
  if (answer.state === 'ready') return { state: 'ready', map: mapView(answer.map) }
  if (answer.state === 'full' || answer.state === 'failed') return refused(answer)
  return answer
}

function refused(answer: Extract<PaperMapAnswer, { state: 'full' | 'failed' }>): never {
  if (answer.state === 'full')
    error(503, {
      code: 'map/full',
      message: 'Other maps are being drawn, and as many wait already as may.',
      hint: 'Come back in a minute.',
    })
  error(503, {
    code: 'map/failed',
    message: `This map could not be drawn: ${answer.reason}.`,
    hint: 'A narrower search has fewer papers to place. This one is tried again in a minute.',
  })
}

function mapView({ points, regions, labels, beside, absent }: PaperMap) {
  const years = points.flatMap(({ year }) => year ?? [])
  const scale = toneScale(years)
  return {
    points: points.map(({ id, slug, title, year, x, y, region }) => ({
      id,
      href: paperPath(slug),
      title,
      year,
      x: percent(x),
      y: percent(y),
      region,
      tone: year === undefined ? 'none' : `t${scale.toneOf(year)}`,
    })),
    regions,
    // In pixels: a title stands a line below its point at any width.
    shift: beside === 'points' ? 15 : 0,
    labels: labels.map((label) => ({ ...label, x: percent(label.x), y: percent(label.y) })),
    legend: years.length > 0 ? scale.legend : [],
    undated: points.length - years.length,
    absent,
  }
}

const percent = (share: number): string => `${(share * 100).toFixed(2)}%`

/** Five spans of years with about as many papers each, the oldest the faintest. One year alone is one tone. */
function toneScale(years: number[]) {
  const sorted = years.toSorted((a, b) => a - b)
  const starts = [
    ...new Set(Array.from({ length: tones }, (_, tone) => sorted[Math.floor((tone * sorted.length) / tones)]!)),
  ]
  const toneOf = (year: number) => tones - starts.length + starts.findLastIndex((start) => start <= year)
  const ends = [...starts.slice(1).map((start) => start - 1), sorted.at(-1)!]
  const legend = starts.map((from, at) => ({
    tone: `t${toneOf(from)}`,
    years: from >= ends[at]! ? `${from}` : `${from}–${ends[at]}`,
  }))
  return { toneOf, legend }
}
