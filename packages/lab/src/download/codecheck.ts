/**
 * A run in the words of CODECHECK (https://codecheck.org.uk/spec/config/1.0): paper, manifest of what was computed, when,
 * and by what. It is a record that a codechecker can start from; it claims no certificate.
 */
import type { Run } from '../runs.ts'

export type PaperFacts = { title: string; authors: readonly string[]; arxivId?: string; doi?: string }

export function codecheckYml(
  run: Run,
  { title, authors, arxivId, doi }: PaperFacts,
  files: readonly { name: string; mediaType: string }[],
): string {
  const reference = doi ? `https://doi.org/${doi}` : arxivId ? `https://arxiv.org/abs/${arxivId}` : undefined
  const { versions, machine } = run
  const made = [
    `Re-implementation run with Causerie (${versions.engine}), method version ${versions.method}, seed ${run.seed}.`,
    versions.commit ? `Commit ${versions.commit}.` : '',
    machine ? `Machine: ${machine.processor}, ${machine.cores} cores, ${machine.memoryGb} GB, ${machine.runtime}.` : '',
    run.seconds === undefined ? '' : `Duration: ${run.seconds.toFixed(3)} s.`,
    run.report?.headline ?? '',
  ]
  return [
    '---',
    'version: https://codecheck.org.uk/spec/config/1.0',
    'paper:',
    `  title: ${quoted(title)}`,
    '  authors:',
    ...authors.map((name) => `    - name: ${quoted(name)}`),
    ...(reference ? [`  reference: ${quoted(reference)}`] : []),
    'manifest:',
    ...files.flatMap(({ name, mediaType }) => [`  - file: ${quoted(name)}`, `    comment: ${quoted(mediaType)}`]),
    ...(run.finishedAt ? [`check_time: ${quoted(run.finishedAt)}`] : []),
    `summary: ${quoted(made.filter((line) => line !== '').join(' '))}`,
    '',
  ].join('\n')
}

/** A double-quoted YAML scalar; JSON's strings are such. */
function quoted(text: string): string {
  return JSON.stringify(text)
}
