/** The record of a derivation, by the lines of the algorithm that each step is. */

/**
 * `line` 1–7 are those of ID (Shpitser & Pearl 2006, fig. 3); 'IDC 1' exchanges an observation for an action and 'IDC 2'
 * divides; 'RC' is the recovery from selection bias (Bareinboim & Tian 2015), 'IDSB'
 * that with unbiased data beside (Correa, Tian & Bareinboim 2019); 'adjustment' is the formula of that name.
 */
export type Step = {
  readonly line: 1 | 2 | 3 | 4 | 5 | 6 | 7 | 'IDC 1' | 'IDC 2' | 'RC' | 'IDSB' | 'adjustment'
  /** What the sub-problem asks for. */
  readonly outcome: readonly string[]
  readonly treatment?: readonly string[]
  /** The nodes the step leaves to work in, adds (line 3) or splits (line 4). */
  readonly nodes: readonly string[]
  /** Line 4: the districts, each a sub-problem. */
  readonly districts?: readonly (readonly string[])[]
  readonly source?: string
}

/** A sentence about a step. */
export function describeStep({ line, outcome, treatment = [], nodes, districts = [], source }: Step): string {
  const set = (names: readonly string[]) => (names.length === 0 ? '∅' : `{${names.join(', ')}}`)
  const from = source === undefined ? '' : ` in ${source}`
  switch (line) {
    case 1:
      return `Line 1: no treatment acts on ${set(outcome)}; its distribution is the marginal of ${set(nodes)}.`
    case 2:
      return `Line 2: only ancestors of ${set(outcome)} matter${from}; go on in ${set(nodes)}.`
    case 3:
      return `Line 3: given do(${treatment.join(', ')}), setting ${set(nodes)} too changes nothing for ${set(outcome)}.`
    case 4:
      return `Line 4: without the treatments, ${set(nodes)} falls into the districts ${districts.map(set).join(', ')}; a factor for each.`
    case 5:
      return `Line 5: ${set(nodes)} is one district and all of it is ancestral to ${set(outcome)}: a hedge, so this fails.`
    case 6:
      return `Line 6: ${set(outcome)} is a district of its own; its factor is a product of conditionals.`
    case 7:
      return `Line 7: ${set(outcome)} lies within the district ${set(nodes)}; go on with that district’s distribution.`
    case 'IDC 1':
      return `IDC line 1: rule 2 of do-calculus turns the observation of ${set(nodes)} into an action.`
    case 'IDC 2':
      return `IDC line 2: divide the joint of ${set(outcome)} by that of the condition ${set(nodes)}.`
    case 'adjustment':
      return `Adjustment: ${set(nodes)} is an adjustment set for the effect of ${set(treatment)} on ${set(outcome)}.`
    case 'IDSB':
      return `IDSB: the conditionals of ${set(nodes)} are recovered${from} together with what was observed without selection; go on with ${set(outcome)}.`
    case 'RC':
      return `RC: selection reaches ${set(nodes)}; factors of the other districts are divided out before going on with ${set(outcome)}.`
  }
}
