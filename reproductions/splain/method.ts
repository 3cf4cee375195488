/**
 * SPLAIN (Kazakova et al. 2023, arXiv 2311.11215): a warning told from templates, level by level, with what each signal
 * contributed and a cause named only where the graph certifies one.
 */
import { defineMethod, field, type Random, type ReportDraft } from '@causerie/lab'
import { z } from 'zod'
import { explain, type Level } from './explain.ts'
import { explanationReport, worldReport } from './reports.ts'
import { readWarning, type Warning } from './warning.ts'
import { exactProbability, makeWorld, warningOn, worstDay } from './world.ts'

const input = z.object({
  warning: field(z.string().max(2_000_000).default(''), {
    label: 'Warning',
    help: 'A warning with its signals, sensors and data as JSON; empty for one out of the made-up world below.',
    widget: 'code',
    accepts: ['.json'],
  }),
  reader: field(z.enum(['headline', 'analyst', 'auditor']).default('analyst'), {
    label: 'Reader',
    help: 'How far down the explanation goes: the headline and its reasons, the sensors and data, or everything.',
    options: { headline: 'needs the headline', analyst: 'an analyst', auditor: 'an auditor' },
  }),
  most: field(z.number().int().min(1).max(10).default(5), {
    label: 'Signals told',
    help: 'At most so many are told in full; the rest are named together.',
  }),
  coverage: field(z.number().min(0.5).max(1).default(0.9), {
    label: 'Coverage',
    help: 'The fewest signals are told whose weights reach this share of all weight.',
  }),
  sensors: field(z.number().int().min(2).max(12).default(5), {
    label: 'Sensors',
    help: 'How many sensors the made-up forecaster has.',
    group: 'The made-up world',
  }),
  days: field(z.number().int().min(30).max(1000).default(365), {
    label: 'History',
    unit: 'days',
    help: 'Baselines and records rest on the first part of it; the warning is of the later half.',
    group: 'The made-up world',
  }),
  prior: field(z.number().min(0.001).max(0.3).default(0.05), {
    label: 'Prior',
    help: 'How often the threat is there on a day.',
    group: 'The made-up world',
  }),
  confounding: field(z.number().min(0).max(1).default(0), {
    label: 'Hidden season',
    help: 'How strongly a hidden season raises the threat and the second precursor alike; its “because” must go.',
    group: 'The made-up world',
  }),
  sharing: field(z.number().int().min(1).max(6).default(1), {
    label: 'Sensors on one source',
    help: 'So many sensors watch the same precursor, and the fusion counts it as often.',
    group: 'The made-up world',
  }),
  dead: field(z.number().int().min(0).max(3).default(0), {
    label: 'Dead sensors',
    help: 'Sensors that never report.',
    group: 'The made-up world',
  }),
})

type Input = z.output<typeof input>

const deepest = { headline: 1, analyst: 3, auditor: 4 } as const satisfies Record<Input['reader'], Level>

export default defineMethod({
  slug: 'splain',
  title: 'SPLAIN: warnings with reasons',
  summary:
    'Takes a warning with the signals, sensors and data behind it and tells it in plain English, level by level: what, why, how, and what each reason is worth; “because” only where the causal graph certifies it.',
  input,
  runsIn: ['browser', 'server'],
  cost: () => ({ seconds: 2, megabytes: 100 }),
  sample: { sensors: 6, confounding: 0.8, sharing: 2 },
  run: async (asked, { random, progress }): Promise<ReportDraft> => {
    const { warning, notices, exact } = asked.warning.trim() === '' ? fromWorld(asked, random) : fromText(asked.warning)
    await progress(0.5, 'telling')
    const explanation = explain(warning, {
      coverage: asked.coverage,
      most: asked.most,
      ...(exact === undefined ? {} : { exactProbability: exact }),
    })
    const told = explanationReport(warning, explanation, { downTo: deepest[asked.reader], notices })
    return exact === undefined ? told : worldReport(told, explanation, exact)
  },
})

type Given = { warning: Warning; notices: string[]; exact?: number }

function fromText(text: string): Given {
  return readWarning(text)
}

function fromWorld({ sensors, days, prior, confounding, sharing, dead }: Input, random: Random): Given {
  const world = makeWorld(
    {
      sensors,
      days,
      prior,
      confounding,
      confounded: [1],
      sharing: Math.min(sharing, sensors - 1),
      dead: Math.min(dead, sensors - 1),
    },
    random,
  )
  const day = worstDay(world)
  return { warning: warningOn(world, day), notices: [], exact: exactProbability(world, day) }
}
