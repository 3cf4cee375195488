import type { PaperVersion } from '@causerie/papers'
import { type DiffPart, wordDiff } from './wordDiff.ts'

/** A version, and what its title and abstract changed from the one before; `undefined` where nothing did. */
export type VersionChange = { version: PaperVersion; title?: DiffPart[] | undefined; abstract?: DiffPart[] | undefined }

/** Newest first. */
export function versionChanges(versions: PaperVersion[]): VersionChange[] {
  const oldestFirst = versions.toSorted((a, b) => a.version - b.version)
  const changes = oldestFirst.map((version, i) => {
    const before = oldestFirst[i - 1]
    return {
      version,
      title: changed(before?.title, version.title),
      abstract: changed(before?.abstract, version.abstract),
    }
  })
  return changes.reverse()
}

const changed = (before: string | undefined, after: string | undefined): DiffPart[] | undefined =>
  before !== undefined && after !== undefined && before !== after ? wordDiff(before, after) : undefined
