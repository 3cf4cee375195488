/** Two baselines: rows drawn again, and columns shuffled apart. */
import { integer, shuffled } from '@causerie/lab'
import type { Variables } from '@causerie/scm/independence'
import { rowsIn, takeRows } from '../rows.ts'
import type { Generator } from './generator.ts'

/** Rows with replacement: every dependence of the sample, accidental ones included, and no privacy. */
export const bootstrapCopy: Generator = {
  id: 'bootstrap',
  label: 'Bootstrap copy',
  fit: (train) => (random, rows) =>
    takeRows(
      train,
      Int32Array.from({ length: rows }, () => integer(random, rowsIn(train))),
    ),
}

/** Each column in an order of its own: the marginals of the training rows exactly, and no dependence. */
export const independentMarginals: Generator = {
  id: 'independent',
  label: 'Independent marginals',
  fit: (train) => (random, rows) =>
    Object.assign(
      {},
      ...Object.entries(train).map(([name, variable]): Variables => {
        const count = rowsIn(train)
        const order = Array.from({ length: Math.ceil(rows / count) }, () =>
          shuffled(
            Array.from({ length: count }, (_, i) => i),
            random,
          ),
        ).flat()
        return takeRows({ [name]: variable }, order.slice(0, rows))
      }),
    ),
}
