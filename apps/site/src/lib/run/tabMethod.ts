/** In a worker of the tab: a method's own code, loaded when it is wanted. */

import { methods } from 'virtual:methods'
import { LabError, type Method } from '@causerie/lab'

export async function tabMethod(slug: string): Promise<Method> {
  const load = Object.hasOwn(methods, slug) ? methods[slug] : undefined
  const exported = load ? Object.values(await load()) : []
  const method = exported.find((one): one is Method => (one as Method | undefined)?.slug === slug)
  if (method) return method
  throw new LabError('run/unknown', `The program of “${slug}” is not part of this site’s build.`, {
    hint: 'Run it as a job, or build the site again (npm start does).',
  })
}
