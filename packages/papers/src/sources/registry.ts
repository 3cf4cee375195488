/** Every source by its id, and which of them a sample belongs to. */
import { acl } from './acl.ts'
import { arxivAtom } from './arxivAtom.ts'
import { arxivOai } from './arxivOai.ts'
import { bibtex } from './bibtex.ts'
import { csl } from './csl.ts'
import { dailyPage } from './dailyPage.ts'
import { hfDaily, hfSearch } from './hfDaily.ts'
import { jsonl } from './jsonl.ts'
import { openalex } from './openalex.ts'
import { paperlists } from './paperlists.ts'
import { ris } from './ris.ts'
import { s2 } from './s2.ts'
import type { Sample, Source, SourceId } from './source.ts'

export const sources: Record<SourceId, Source> = {
  'daily-page': dailyPage,
  'hf-daily': hfDaily,
  'hf-search': hfSearch,
  'arxiv-atom': arxivAtom,
  'arxiv-oai': arxivOai,
  paperlists,
  acl,
  bibtex,
  ris,
  csl,
  s2,
  openalex,
  jsonl,
}

export type Detected = { source: Source; certainty: number }

/** The source surest of a sample; undefined when none recognises it. */
export function detectSource(sample: Sample): Detected | undefined {
  const head = sample.head.startsWith('\ufeff') ? sample.head.slice(1) : sample.head
  let best: Detected | undefined
  for (const source of Object.values(sources)) {
    const certainty = source.detect({ name: sample.name, head })
    if (certainty > (best?.certainty ?? 0)) best = { source, certainty }
  }
  return best
}
