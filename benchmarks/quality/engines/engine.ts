/** What every row of the table is: something that is given documents and answers queries with their ids, best first. */
import type { TestDocument } from '../collection.ts'

export type Engine = {
  name: string
  /** One of Causerie's own. */
  ours?: true
  search(query: string, limit: number): Promise<string[]> | string[]
  close?: (() => Promise<void> | void) | undefined
}

export type EngineMaker = (documents: readonly TestDocument[], folder: string) => Promise<Engine[]> | Engine[]
