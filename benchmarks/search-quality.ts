/**
 * How good search is: nDCG@10 and Recall@100 on Cranfield and two silver collections, ours beside its peers.
 *
 *   npm run bench search-quality -- [--part development] [--only Cranfield]
 *
 * Figures are those of the test half of the queries, unless the development half is asked for: all choices were made on that.
 */
import { parseArgs } from 'node:util'
import { shippedWeights } from '../packages/papers/src/meaning/openEmbedder.ts'
import { createStaticEmbedder } from '../packages/papers/src/meaning/staticEmbedder.ts'
import { readWeights } from '../packages/papers/src/meaning/staticFile.ts'
import { conferencePapers, machine, requireFile, table, withTemporaryHome } from './measuring/measure.ts'
import { readPapers } from './measuring/queries.ts'
import { pairedBootstrap } from './quality/bootstrap.ts'
import type { Collection, Part } from './quality/collection.ts'
import { keyword, knownItem } from './quality/conference.ts'
import { hasCranfield, readCranfield } from './quality/cranfield.ts'
import type { EngineMaker } from './quality/engines/engine.ts'
import { lsa } from './quality/engines/lsa.ts'
import { ours } from './quality/engines/ours.ts'
import { miniSearch, orama, sqlite } from './quality/engines/peers.ts'
import { tfIdfCosine } from './quality/engines/termVectors.ts'
import { type Measured, measureEngine } from './quality/measureEngine.ts'
import { mean } from './quality/metrics.ts'

const { values } = parseArgs({
  options: { part: { type: 'string', default: 'test' }, only: { type: 'string' } },
})
const part = values.part as Part
const weights = await readWeights(shippedWeights)
const embedder = createStaticEmbedder(weights, weights.checksum)
const makers: EngineMaker[] = [ours(weights), miniSearch, orama(embedder), sqlite, tfIdfCosine, lsa]

/** An engine gets so long for a collection; what it has answered by then is not reported as if it were all. */
const secondsEach = 120

const blank = { engine: '', 'nDCG@10': '', 'Recall@100': '', 'first right': '', 'ms a query': '', 'Hybrid − this': '' }

requireFile(conferencePapers)
const papers = await readPapers(conferencePapers)
const collections = [...(hasCranfield() ? [readCranfield()] : []), knownItem(papers, part), keyword(papers)].filter(
  ({ name }) => values.only === undefined || name === values.only,
)
console.log(`${machine()}; the ${part} half of the queries. An engine has at most ${secondsEach} s for a collection.`)
for (const collection of collections) await report(collection)

async function report(collection: Collection): Promise<void> {
  const queries = collection.queries.filter((query) => query.part === part)
  console.log(`\n${collection.name}: ${collection.about}. ${queries.length} queries.\n`)
  const measured: Measured[] = []
  for (const make of makers)
    await withTemporaryHome(async (folder) => {
      for (const engine of await make(collection.documents, folder)) {
        measured.push(await measureEngine(engine, queries, secondsEach))
        await engine.close?.()
      }
    })
  console.log(table(measured.map((one) => row(one, measured))))
}

function row(one: Measured, all: readonly Measured[]): Record<string, string | number> {
  if (one.unfinished !== undefined)
    return { ...blank, engine: `${one.name}: only ${one.unfinished} queries in ${secondsEach} s` }
  return {
    ...blank,
    engine: one.name,
    'nDCG@10': mean(one.ndcg).toFixed(3),
    'Recall@100': mean(one.recall).toFixed(3),
    'first right': mean(one.first).toFixed(3),
    'ms a query': one.milliseconds,
    ...against(one, all),
  }
}

/** Hybrid, the last of our rows, minus this one, with its 95 % interval. */
function against(one: Measured, all: readonly Measured[]): Record<string, string> {
  const own = all.findLast(({ ours }) => ours)!
  if (own === one || own.unfinished !== undefined) return {}
  const { difference, low, high } = pairedBootstrap(own.ndcg, one.ndcg)
  return { 'Hybrid − this': `${signed(difference)} [${signed(low)}, ${signed(high)}]` }
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`
}
