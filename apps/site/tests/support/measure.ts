/** Measures the claims of the tests' own reproductions, as `causerie check` does: their ledgers are made, not kept. */
import { checkClaims, openRegistry } from '@causerie/lab/node'

export const reproductions = new URL('./reproductions', import.meta.url).pathname

export async function measureClaims(): Promise<void> {
  const registry = openRegistry({ folders: [reproductions] })
  const { faults } = await checkClaims({ registry, quick: true })
  if (faults[0]) throw faults[0]
}
