/** The one door to an embedder: which one is a setting. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PapersError } from '../errors.ts'
import type { Settings } from '../house/settings.ts'
import type { Embedder } from './embedder.ts'
import { type ApartOptions, embedsApart } from './embedsApart.ts'
import { openHttpEmbedder } from './httpEmbedder.ts'
import { readWeights } from './staticFile.ts'
import { openTransformersEmbedder } from './transformersEmbedder.ts'

/** Weights that come with the program. */
export const shippedWeights = fileURLToPath(new URL('../../models/static-256.bin', import.meta.url))

/** Where `causerie learn-embedder` leaves weights for a home. */
export function homeWeights(home: string): string {
  return join(home, 'embedder.bin')
}

/**
 * `static`: the home's own weights where it has some, else those of the program; `transformers:<model or folder>`;
 * `http:<model>` at `baseUrl`, with the key from CAUSERIE_EMBEDDINGS_KEY.
 */
export async function openEmbedder({ meaning }: Pick<Settings, 'meaning'>, home: string): Promise<Embedder> {
  const [kind, model] = split(meaning.embedder)
  const { queryPrefix, documentPrefix } = meaning
  if (kind === 'static') return openStaticEmbedder(existsSync(homeWeights(home)) ? homeWeights(home) : shippedWeights)
  if (kind === 'transformers') return openTransformersEmbedder({ model, queryPrefix, documentPrefix })
  if (meaning.baseUrl === '')
    throw new PapersError(
      'meaning/settings',
      `The setting "meaning.embedder" is ${meaning.embedder}, and no server is named.`,
      {
        hint: 'Set "meaning.baseUrl" to its address, such as http://127.0.0.1:11434/v1.',
      },
    )
  return openHttpEmbedder({
    model,
    baseUrl: meaning.baseUrl,
    apiKey: process.env.CAUSERIE_EMBEDDINGS_KEY,
    allowPrivate: meaning.privateNetwork,
    queryPrefix,
    documentPrefix,
  })
}

/** The embedder of a file of weights. */
export async function openStaticEmbedder(file: string, options?: ApartOptions): Promise<Embedder> {
  const weights = await readWeights(file)
  return embedsApart(weights, weights.checksum, options)
}

function split(embedder: string): [kind: string, model: string] {
  const colon = embedder.indexOf(':')
  return colon < 0 ? [embedder, ''] : [embedder.slice(0, colon), embedder.slice(colon + 1)]
}
