/** Where the command line finds reproductions: Causerie's own, folders of the reader's, and packages of others. */
import { totalmem } from 'node:os'
import { delimiter, join, resolve } from 'node:path'
import { openRegistry, type Registry } from '@causerie/lab/node'

const root = join(import.meta.dirname, '../../../..')
export const ownReproductions = join(root, 'reproductions')

/** `CAUSERIE_REPRODUCTIONS` names further folders, joined as PATH is. */
export function openReproductions(): Registry {
  const others = (process.env.CAUSERIE_REPRODUCTIONS ?? '').split(delimiter).filter((folder) => folder !== '')
  const packages = new Set([join(root, 'node_modules'), resolve('node_modules')])
  return openRegistry({ folders: [ownReproductions, ...others.map((each) => resolve(each))], packages: [...packages] })
}

/** Of a run on the reader's own machine: three quarters of what it has. */
export const ownMegabytes = Math.round((0.75 * totalmem()) / 2 ** 20)
