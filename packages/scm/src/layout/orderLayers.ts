/** The order of nodes within layers: sweeps down and up by the mean place of neighbours, keeping the fewest crossings. */

export type Links = ReadonlyMap<number, readonly number[]>

const sweeps = 12

export function orderLayers(layers: readonly number[][], links: Links): number[][] {
  let current = layers.map((layer) => [...layer])
  let best = current
  let fewest = crossings(current, links)
  for (let sweep = 0; sweep < sweeps && fewest > 0; sweep++) {
    current = sweep % 2 === 0 ? swept(current, links) : swept(current.toReversed(), links).toReversed()
    const count = crossings(current, links)
    if (count < fewest) {
      fewest = count
      best = current
    }
  }
  return best
}

/** Pairs of links between neighbouring layers that cross: inversions, counted by a Fenwick tree (Barth, Mutzel & Jünger 2004). */
export function crossings(layers: readonly (readonly number[])[], links: Links): number {
  let total = 0
  for (const [i, layer] of layers.slice(1).entries()) {
    const placeBelow = new Map(layer.map((id, place) => [id, place]))
    const ends = layers[i]!.flatMap((id) =>
      (links.get(id) ?? []).flatMap((other) => placeBelow.get(other) ?? []).sort((a, b) => a - b),
    )
    const tree = new Int32Array(layer.length + 1)
    for (const [seen, end] of ends.entries()) {
      let upTo = 0
      for (let at = end + 1; at > 0; at -= at & -at) upTo += tree[at]!
      total += seen - upTo
      for (let at = end + 1; at <= layer.length; at += at & -at) tree[at]!++
    }
  }
  return total
}

/** Each layer sorted by the mean place of its neighbours in the layer before; those without stay where they are. */
function swept(layers: readonly number[][], links: Links): number[][] {
  const ordered: number[][] = []
  for (const [i, layer] of layers.entries()) {
    const before = new Map((ordered[i - 1] ?? []).map((id, place) => [id, place]))
    const mean = (id: number, place: number) => {
      const places = (links.get(id) ?? []).flatMap((other) => before.get(other) ?? [])
      return places.length === 0 ? place : places.reduce((sum, value) => sum + value, 0) / places.length
    }
    const keyed = layer.map((id, place) => ({ id, key: mean(id, place), place }))
    ordered.push(keyed.sort((a, b) => a.key - b.key || a.place - b.place).map(({ id }) => id))
  }
  return ordered
}
