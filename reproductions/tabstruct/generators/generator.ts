import type { Random } from '@causerie/lab'
import type { Graph } from '@causerie/scm'
import type { Variables } from '@causerie/scm/independence'

/** What a generator may know beside the training rows. */
export type Knowledge = {
  /** A DAG over the columns: the true one, or one that was discovered from these rows. */
  graph: Graph
  target: string
}

/** Learns from rows; what it returns draws a table of any number of rows. */
export type Generator = {
  id: string
  label: string
  fit: (train: Variables, knowledge: Knowledge, random: Random) => (random: Random, rows: number) => Variables
  /** Why it cannot take this table. */
  refuses?: (train: Variables) => string | undefined
}
