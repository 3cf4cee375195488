/** The instance's settings: `settings.json` in the home, every field with a default, all faults reported at once. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { PapersError } from '../errors.ts'

const weight = z.number().min(-100).max(100)

export const settingsSchema = z.strictObject({
  contact: z
    .string()
    .max(200)
    .default('')
    .describe('Mail address or page sent with outgoing requests, so that archives can reach you'),
  trending: z
    .strictObject({
      votes: weight.default(0.15).describe('Weight of log₁₀(1 + votes)'),
      comments: weight.default(0.3).describe('Weight of log₁₀(1 + comments)'),
      code: weight.default(0.1).describe('Added when code is linked'),
      runnable: weight.default(0.2).describe('Added when the laboratory runs the method'),
      ageDays: z.number().positive().max(3650).default(7).describe('Days that cost one point'),
      windowDays: z
        .number()
        .int()
        .positive()
        .max(3650)
        .default(90)
        .describe('Days before the newest day that take part'),
      pageSize: z.number().int().positive().max(200).default(50).describe('Papers on the page'),
    })
    .prefault({})
    .describe('The formula of /trending'),
  search: z
    .strictObject({
      pageSize: z.number().int().positive().max(100).default(20).describe('Results on a page'),
      recency: z.number().min(0).max(1).default(0).describe('Weight of a paper’s youth in its score'),
    })
    .prefault({})
    .describe('Search results'),
  meaning: z
    .strictObject({
      embedder: z
        .string()
        .regex(/^(?:static|transformers:\S+|http:\S+)$/, 'must be static, transformers:MODEL or http:MODEL')
        .default('static')
        .describe('What makes vectors of texts: static, transformers:<model or folder>, or http:<model>'),
      baseUrl: z
        .union([z.literal(''), z.url({ protocol: /^https?$/ })])
        .default('')
        .describe('Where http:<model> is asked, up to and without /embeddings'),
      privateNetwork: z
        .boolean()
        .default(false)
        .describe('Let that server be on a private network; this machine itself always may be'),
      queryPrefix: z.string().max(1000).default('').describe('Put before a query for transformers and http'),
      documentPrefix: z.string().max(1000).default('').describe('Put before a paper for transformers and http'),
    })
    .prefault({})
    .describe('Search by meaning'),
  laboratory: z
    .strictObject({
      seconds: z.number().positive().max(86_400).default(600).describe('Longest run on this server, in seconds'),
      megabytes: z.number().int().min(128).max(1_000_000).default(2048).describe('Memory of one run, in megabytes'),
      threads: z.number().int().min(0).max(256).default(1).describe('Runs at once; 0 carries out none here'),
      waiting: z.number().int().min(1).max(10_000).default(50).describe('Runs that may wait'),
      perReader: z.number().int().min(1).max(1000).default(30).describe('Runs one address may ask for in an hour'),
    })
    .prefault({})
    .describe('Runs of methods on this server'),
  harvest: z
    .strictObject({
      pauseMs: z
        .number()
        .int()
        .min(0)
        .max(600_000)
        .default(3000)
        .describe('Pause between two requests to one archive, in milliseconds'),
      timeoutMs: z
        .number()
        .int()
        .min(1000)
        .max(600_000)
        .default(60_000)
        .describe('Longest wait for one answer, in milliseconds'),
      maxMegabytes: z.number().positive().max(2000).default(50).describe('Largest answer accepted, in megabytes'),
    })
    .prefault({})
    .describe('Outgoing requests'),
})

export type Settings = z.infer<typeof settingsSchema>

/** Reads the settings of a home; writes the defaults there when there are none. */
export async function readSettings(home: string): Promise<Settings> {
  const file = join(home, 'settings.json')
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (text === undefined) {
    const defaults = settingsSchema.parse({})
    await writeFile(file, `${JSON.stringify(defaults, null, 2)}\n`)
    return defaults
  }
  return parseSettings(text, file)
}

function parseSettings(text: string, file: string): Settings {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (cause) {
    throw new PapersError('settings/not-json', `${file} is not JSON: ${(cause as Error).message}`, {
      hint: 'Correct it, or delete it to get the defaults back.',
      cause,
    })
  }
  const parsed = settingsSchema.safeParse(json)
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}`)
  throw new PapersError(
    'settings/invalid',
    `${file} has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}: ${faults.join('; ')}`,
    {
      hint: 'Correct it; docs/settings.md describes every field.',
    },
  )
}
