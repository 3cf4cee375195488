/** Which effect the roles of the graph ask about. */
import { type Graph, ScmError } from '@causerie/scm'

/** Throws `desk/roles` when no treatment or no outcome is named. */
export function requireEffect({ roles }: Graph): { treatment: readonly string[]; outcome: readonly string[] } {
  const missing = (['treatment', 'outcome'] as const).filter((role) => roles[role].length === 0)
  if (missing.length === 0) return { treatment: roles.treatment, outcome: roles.outcome }
  throw new ScmError('desk/roles', `No ${missing.join(' and no ')} is named.`, {
    hint: 'Choose a node in the picture or in the table and give it the role.',
  })
}

/** X, Y and Z as “X”; “X and Y”; “X, Y and Z”. */
export function listed(names: readonly string[]): string {
  if (names.length < 2) return names.join('')
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
