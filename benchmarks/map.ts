/** A map of 200, 500 and 2,000 papers: seconds to draw it, processor seconds, trustworthiness. */
import { openEmbedder, settingsSchema } from '../packages/papers/src/index.ts'
import { drawMap } from '../packages/papers/src/map/drawMap.ts'
import { trustworthiness } from '../packages/papers/src/map/trustworthiness.ts'
import type { Vectors } from '../packages/papers/src/map/vectors.ts'
import { conferencePapers, machine, requireFile, seeded, table } from './measuring/measure.ts'
import { readPapers } from './measuring/queries.ts'

requireFile(conferencePapers)
const sizes = [200, 500, 2000]
const neighbours = 15

const papers = await readPapers(conferencePapers)
const embedder = await openEmbedder(settingsSchema.parse({}), '.')
const random = seeded(5)
const rows = []
for (const size of sizes) {
  // Papers about one thing, as the result of a search is: those with “causal” or “graph” in the title, then any.
  const about = papers.filter(({ title }) => /causal|graph/i.test(title))
  const chosen = Array.from({ length: size }, (_, at) => about[at * Math.floor(about.length / size)] ?? papers[at]!)
  const texts = chosen.map(({ title, abstract }) => ({ title, abstract }))
  const values = await embedder.embed(
    texts.map(({ title, abstract }) => `${title}\n${abstract}`),
    { as: 'document' },
  )
  const vectors: Vectors = { count: size, dimension: embedder.dimension, values }
  const started = performance.now()
  const used = process.cpuUsage()
  const { points } = drawMap(vectors, texts, { seed: 20 })
  const cpu = process.cpuUsage(used)
  rows.push({
    papers: size,
    seconds: (performance.now() - started) / 1000,
    'processor seconds': (cpu.user + cpu.system) / 1e6,
    [`trustworthiness (${neighbours})`]: trustworthiness(vectors, points, neighbours).toFixed(3),
    'of a random picture': trustworthiness(
      vectors,
      points.map(() => random()),
      neighbours,
    ).toFixed(3),
  })
}
console.log(`${machine()}; ${embedder.id}; seed 20.\nTarget: 2,000 papers within 10 s.\n`)
console.log(table(rows))
