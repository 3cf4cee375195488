import { join } from 'node:path'
import type { Claim, Measurement } from '@causerie/lab'
import { type Checked, type Checks, checkClaims } from '@causerie/lab/node'
import { plural } from '@causerie/papers'
import type { Command, Context } from '../command.ts'
import { numberLine } from '../lab/printReport.ts'
import { openReproductions } from '../lab/reproductions.ts'

export const checkCommand: Command = {
  name: 'check',
  summary: 'measure the claims of papers and keep the verdicts',
  usage: 'causerie check [SLUG…] [--claim ID] [--quick] [--dry-run]',
  options: {
    claim: { type: 'string', value: 'ID', help: 'only this claim' },
    quick: { type: 'boolean', help: 'fewer repeats, at most a minute each' },
    'dry-run': { type: 'boolean', help: 'measure without writing the ledgers' },
  },
  example: 'causerie check splain --quick',
  async run(context) {
    const { claim, quick, 'dry-run': isDry } = context.values
    const { signal, note, progress } = context.report
    let stage = ''
    const checks = await checkClaims({
      registry: openReproductions(),
      slugs: context.positionals,
      ...(claim !== undefined && { claim: String(claim) }),
      quick: quick === true,
      keep: isDry !== true,
      signal,
      supply: join(context.home, 'supplied'),
      onBegin: (slug, { id }) => {
        stage = `${slug} ${id}`
        progress({ stage, done: 0, fraction: 0 })
      },
      onProgress: ({ share }) => progress({ stage, done: 0, fraction: share }),
      onLog: note,
      onChecked: (checked) => {
        if (!context.json) for (const line of boardLines(checked)) context.print(line)
      },
    })
    if (!context.json) printEnd(context, checks)
    return { result: resultOf(checks), exitCode: exitCodeOf(checks) }
  },
}

/**
 * 0: everything was measured, and nothing that held is refuted. 1: a claim that held is refuted, a check broke down, or a
 * paper's claims could not be loaded. “Tried, did not hold” is a result and no failure.
 */
function exitCodeOf({ checked, faults }: Checks): number {
  return faults.length > 0 || checked.some(({ isLost, measurement }) => isLost || measurement.fault) ? 1 : 0
}

const marks: Record<Measurement['state'], string> = {
  holds: '✓ holds',
  refuted: '✗ refuted',
  inconclusive: '? inconclusive',
}

function boardLines({ slug, claim, measurement, before, isLost }: Checked): string[] {
  const { state, measured, baseline, because, seconds, quick } = measurement
  const was = before.state !== 'unmeasured' && before.state !== state ? `, was ${before.state}` : ''
  return [
    `${marks[state]}${isLost ? ' NOW' : ''}  ${slug} ${claim.id}  (${seconds.toFixed(1)} s${quick ? ', quick' : ''}${was})`,
    `    ${claim.statement}`,
    `    stated    ${claim.stated ?? 'nothing; the claim is ours'}`,
    ...measured.map((each, at) => `    ${at === 0 ? 'measured ' : '         '} ${numberLine(each)}`),
    ...baseline.map((each, at) => `    ${at === 0 ? 'baseline ' : '         '} ${numberLine(each)}`),
    `    ${because}`,
    '',
  ]
}

function printEnd({ print, report, values }: Context, { checked, faults }: Checks): void {
  for (const fault of faults) report.note(fault.message)
  const count = (state: Measurement['state']) => checked.filter(({ measurement }) => measurement.state === state).length
  const lost = checked.filter(({ isLost }) => isLost).length
  print(
    `${plural(checked.length, 'claim')}: ${count('holds')} hold, ${count('refuted')} refuted, ${count('inconclusive')} inconclusive` +
      `${lost > 0 ? `; ${lost} held before` : ''}.${values['dry-run'] ? ' Nothing was kept.' : ''}`,
  )
}

type Line = Omit<Claim, 'check' | 'seconds'> &
  Measurement & { slug: string; before: string; wasStale: boolean; isLost: boolean }

function resultOf({ checked, faults }: Checks) {
  const claims = checked.map(
    ({ slug, claim: { seconds, ...claim }, measurement, before, isLost }): Line => ({
      slug,
      ...claim,
      ...measurement,
      before: before.state,
      wasStale: before.isStale,
      isLost,
    }),
  )
  return { claims, faults: faults.map(({ code, message }) => ({ code, message })) }
}
