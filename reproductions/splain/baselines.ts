/** What a reader would get without SPLAIN: the bare alert, and a flat list that gives every signal as a cause. */
import type { Fused } from './contributions.ts'
import type { Answers } from './templates.ts'
import { verbalisers } from './verbalise.ts'
import type { Signal, Warning } from './warning.ts'

export function bareAlert({ threatType, target, window }: Warning, { probability }: Fused): string {
  return `ALERT ${threatType}: ${target}, ${window.from} to ${window.to}, ${verbalisers.probability.say(probability)}`
}

export const answeredByBareAlert: readonly Answers[] = ['who', 'what', 'when', 'how likely']

/** Every signal is called a cause. */
export function flatList(warning: Warning): { text: string; because: readonly Signal[] } {
  return {
    text: warning.signals.map(({ label }) => `${warning.threatType} is likely because of ${label}.`).join('\n'),
    because: warning.signals,
  }
}
