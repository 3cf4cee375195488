/**
 * Exact inference: P(variable | 0 to 5 findings) on networks of the bnlearn repository, 40 random queries each, beside
 * pgmpy. What a query will cost is predicted before it is computed; the largest prediction is in the row.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import {
  type DiscreteJoint,
  type DiscreteNetwork,
  networkFromBif,
  query,
  queryCost,
  sample,
  seededRandom,
} from '../../packages/scm/src/index.ts'
import { secondsOf } from '../measuring/cpuTime.ts'
import { root, table } from '../measuring/measure.ts'
import { askPgmpy, type InferenceTask } from '../peers/pgmpy.ts'

const shared = join(root, '../shared/data/networks')
const peersOwn = 'pgmpy/utils/example_models'
const small = ['asia', 'child', 'alarm', 'insurance', 'hailfinder', 'hepar2', 'water', 'win95pts']
const large = ['andes', 'barley', 'mildew', 'pathfinder', 'pigs', 'link', 'diabetes']
const munin = ['munin1', 'munin2', 'munin3', 'munin4', 'munin']

type Measured = { name: string; network: DiscreteNetwork; task: InferenceTask }

/** Prints the tables. `pgmpy` is a checkout: the peer, and where the large networks are from. */
export function measureInference({ pgmpy, python }: { pgmpy?: string; python?: string }): void {
  const folders = [shared, ...(pgmpy ? [join(pgmpy, peersOwn)] : [])].filter((folder) => existsSync(folder))
  const found = [...small, ...large, ...munin].flatMap((name) => {
    const folder = folders.find((each) => readdirSync(each).includes(`${name}.bif.gz`))
    return folder ? [prepare(name, gunzipSync(readFileSync(join(folder, `${name}.bif.gz`))).toString())] : []
  })
  if (found.length === 0) return void console.log('Inference: not measured; no networks in ../shared/data/networks.')
  const answers = pgmpy
    ? askPgmpy(
        pgmpy,
        found.map(({ task }) => task),
        python,
      )
    : undefined
  if (answers) console.log(`pgmpy from ${pgmpy}, numpy ${answers.numpy}`)
  else console.log(`pgmpy: not measured; ${pgmpy ? 'no Python here runs it' : 'name a checkout by --pgmpy FOLDER'}.`)
  console.log(`\n${table(found.map((each, at) => measure(each, answers?.answers[at])))}\n`)
}

function prepare(name: string, bif: string): Measured {
  const network = networkFromBif(bif)
  const random = seededRandom(7)
  const drawn = sample(network, { n: 40, random })
  const names = network.variables.map((variable) => variable.name)
  const pick = () => names[Math.floor(random() * names.length)]!
  const queries = Array.from({ length: 40 }, (_, unit) => {
    const of = pick()
    const seen = new Set(Array.from({ length: Math.floor(random() * 6) }, pick))
    seen.delete(of)
    return { of, given: Object.fromEntries([...seen].map((each) => [each, levelOf(network, drawn, each, unit)])) }
  })
  return { name, network, task: { bif, queries, runs: 4 } }
}

function levelOf(network: DiscreteNetwork, drawn: ReturnType<typeof sample>, name: string, unit: number): string {
  return network.variables[network.index.get(name)!]!.levels[Number(drawn.columns[name]![unit])]!
}

type Theirs = { seconds: number; found: Record<string, number>[] }

function measure({ name, network, task }: Measured, theirs: Theirs | undefined) {
  const asked = task.queries.map(({ of, given }) => ({ of: [of], given }))
  const costs = asked.map((each) => queryCost(network, each))
  const answer = () => asked.map((each) => query(network, each))
  const ours = asked.length / secondsOf(answer, costs.some(({ work }) => work > 1e6) ? 1 : 5)
  const row: Record<string, string | number> = {
    'exact inference': name,
    nodes: network.variables.length,
    width: Math.max(...costs.map(({ width }) => width)),
    'largest table': Math.max(...costs.map(({ largestTable }) => largestTable)),
    'ours /s': Math.round(ours),
  }
  if (theirs) {
    const their = asked.length / theirs.seconds
    row['pgmpy /s'] = Math.round(their)
    row['× pgmpy'] = ours / their
    row['largest difference'] = largestDifference(answer(), theirs.found).toExponential(0)
  }
  return row
}

function largestDifference(ours: DiscreteJoint[], theirs: Record<string, number>[]): number {
  const differences = ours.flatMap(({ variables, p }, at) =>
    variables[0]!.levels.map((level, i) => Math.abs(p[i]! - theirs[at]![level]!)),
  )
  return differences.reduce((largest, each) => (each > largest || Number.isNaN(each) ? each : largest), 0)
}
