/**
 * AC-Reason (Zhang et al. 2025, arXiv 2505.08750) without its language model: the factors of stage 2 computed from a
 * structural model, then the decision of stage 3 exactly as released. Annotated benchmarks go straight into stage 3.
 */
import { defineMethod, field, type ReportDraft } from '@causerie/lab'
import { z } from 'zod'
import { parseBench, scoreBench } from './benchTable.ts'
import { decide } from './decision.ts'
import { factorTable, responsibilities } from './factors.ts'
import { library } from './library.ts'
import { benchReport, storyReport } from './reports.ts'
import { parseScenario } from './scenario.ts'

const input = z.object({
  from: field(z.enum(['library', 'scenario', 'benchmark']).default('library'), {
    label: 'What is judged',
    help: 'A story of the literature, a scenario of your own, or a file of annotated stories.',
    options: {
      library: 'A story of the literature',
      scenario: 'My own scenario',
      benchmark: 'A file of annotated stories',
    },
  }),
  story: field(z.enum(library.map(({ id }) => id)).default('suzy'), {
    label: 'Story',
    help: 'Each comes with the verdict most of the literature gives.',
    options: Object.fromEntries(library.map(({ id, scenario }) => [id, `${titleOf(scenario)} (${id})`])),
  }),
  scenario: field(z.string().max(20_000).default(library[0]!.scenario), {
    label: 'Scenario',
    help: 'Roots with the values they had, equations, the outcome, and the events with order, norm and intention; one of them is asked about.',
    widget: 'code',
  }),
  benchmark: field(z.string().max(20_000_000).default(''), {
    label: 'Annotated stories',
    help: 'A JSON array in the format of AC-Bench, gold factors and answers included.',
    widget: 'text',
    accepts: ['.json', '.jsonl'],
  }),
  ties: field(z.enum(['deflate', 'inflate', 'equal']).default('deflate'), {
    label: 'Ties between disjunctive causes',
    help: 'Who of several simultaneous sufficient causes is less responsible. The paper asks a language model; people deflate.',
    options: { deflate: 'who violated a norm', inflate: 'who violated none and meant none of it', equal: 'nobody' },
  }),
  orders: field(z.enum(['no', 'later', 'earlier']).default('no'), {
    label: 'Conjunctive causes at different times',
    help: 'Which counts when none violated a norm or was intended. The paper asks a language model.',
    options: { no: 'none', later: 'the last', earlier: 'the first' },
  }),
  sufficiency: field(z.enum(['nonDescendants', 'strict']).default('nonDescendants'), {
    label: 'Sufficient whatever else had been',
    help: 'With every variable free to differ, mediators too, no cause in a chain is ever sufficient.',
    options: { nonDescendants: 'of the other events it does not bring about', strict: 'of every other variable' },
  }),
})

export default defineMethod({
  slug: 'ac-reason',
  title: 'AC-Reason: the formal decision core',
  summary:
    'Takes a story as a structural model with norms, intentions and order; computes what was sufficient, necessary and a Halpern–Pearl cause, and gives the verdict of the paper’s decision procedure with its reason.',
  input,
  runsIn: ['browser', 'server'],
  cost: ({ from, story }) => ({
    seconds: from === 'library' && story !== 'one-of-eleven' ? 1 : from === 'benchmark' ? 2 : 15,
    megabytes: 100,
  }),
  sample: {},
  run: async ({ from, story, scenario, benchmark, ties, orders, sufficiency }, { progress }): Promise<ReportDraft> => {
    if (from === 'benchmark') {
      const bench = parseBench(benchmark)
      await progress(0.5, 'judging')
      return benchReport(bench, scoreBench(bench.items, { ties, orders }), ties)
    }
    const known = from === 'library' ? library.find(({ id }) => id === story) : undefined
    const read = parseScenario(known?.scenario ?? scenario)
    await progress(0.2, 'factors')
    const table = factorTable(read, { sufficiency })
    const decision = decide(table, `${read.outcome.name} = ${read.outcome.value}`, { ties, orders })
    await progress(0.5, 'responsibility')
    return storyReport(read, table, responsibilities(read), decision, known)
  },
})

function titleOf(scenario: string): string {
  return /^title (.+)$/m.exec(scenario)![1]!
}
