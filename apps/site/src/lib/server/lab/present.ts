/** Runs as pages and programs see them. */
import { type FormField, formOf, type PaperFacts, type Report, type Run, type RunSummary } from '@causerie/lab'
import { type House, type PaperPage, plainText, typeset } from '@causerie/papers'
import { error } from '@sveltejs/kit'
import { formulaTexts, type SetWords } from '#lib/run/words.ts'
import { findPaper } from '../paper.ts'
import { laboratoryOf } from './laboratory.ts'
import { isRunnable, type KnownMethod, methodOf } from './methods.ts'

/** The texts of a report that have formulas, set. */
export const wordsOf = (report: Report | undefined): SetWords =>
  report ? Object.fromEntries(formulaTexts(report).map((text) => [text, typeset(text)])) : {}

/** A run as others may see it: without who asked for it. */
export function shown<Kept extends { reader?: string }>(run: Kept): Omit<Kept, 'reader'> {
  const { reader, ...rest } = run
  return rest
}

/** Runs for a list of links: their headlines without formulas. */
export const listed = (runs: readonly RunSummary[]) =>
  runs.map((run) => ({ ...shown(run), ...(run.headline !== undefined && { headline: plainText(run.headline) }) }))

const idPattern = /^(?:tab-)?[\w-]{6,80}$/

/** The run, or the page that says there is none. */
export async function findRun(house: House, id: string): Promise<Run> {
  const run = idPattern.test(id) ? await laboratoryOf(house).find(id) : undefined
  if (run) return run
  return error(404, {
    code: 'run/unknown',
    message: `There is no run “${id.slice(0, 80)}” here.`,
    hint: 'Runs are kept where they were made; another Causerie has others.',
  })
}

/** The run with its report, or the refusal that says why there is none. */
export async function findReport(house: House, id: string): Promise<{ run: Run; report: Report }> {
  const run = await findRun(house, id)
  if (run.report) return { run, report: run.report }
  return error(409, {
    code: 'run/no-report',
    message: `The run ${id} has no report: it is ${run.state}.`,
    hint: run.state === 'failed' ? 'Its page says why.' : 'Its page shows how far it is.',
  })
}

/** What a page needs of the paper of a run; a paper that is no longer in the library has its slug. */
export async function paperOf(house: House, slug: string): Promise<PaperPage | undefined> {
  return findPaper(house, slug).catch(() => undefined)
}

export const paperFacts = (paper: PaperPage | undefined, slug: string): PaperFacts => ({
  title: paper?.title ?? slug,
  authors: paper?.authors.map(({ name }) => name) ?? [],
  ...(paper?.arxivId && { arxivId: paper.arxivId }),
})

/** The form of a method that is still here. */
export async function fieldsOf(house: House, slug: string): Promise<FormField[]> {
  const known = await methodOf(house, slug).catch(() => undefined)
  return known ? formOf(known.method) : []
}

/** What may be sent to a page: no functions. */
export function describeMethod({ method, version }: KnownMethod) {
  const { slug, title, summary, runsIn } = method
  return { slug, title, summary, runsIn: [...runsIn], version }
}

/** The error of the paper that has no method. */
export async function requireMethod(house: House, slug: string): Promise<KnownMethod> {
  if (isRunnable(house, slug)) return methodOf(house, slug)
  return error(404, {
    code: 'method/unknown',
    message: 'The laboratory has no method for this paper yet.',
    hint: 'Its page has what is known of it.',
  })
}
