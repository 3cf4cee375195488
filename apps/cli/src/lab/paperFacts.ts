/** What `paper.json` beside a method says of its paper; the folder's name where there is none. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PaperFacts } from '@causerie/lab'
import type { Reproduction } from '@causerie/lab/node'

export async function paperFacts({ slug, folder }: Reproduction): Promise<PaperFacts> {
  try {
    return JSON.parse(await readFile(join(folder, 'paper.json'), 'utf8')) as PaperFacts
  } catch {
    return { title: slug, authors: [] }
  }
}
