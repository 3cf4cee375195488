/**
 * An embedder by transformers.js, for readers who installed `@huggingface/transformers` beside Causerie: a model of the
 * Hugging Face hub by name, or a folder that holds one. It is never installed by us: its runtime fetches binaries from
 * outside the package registry.
 */
import { existsSync } from 'node:fs'
import { basename, dirname, isAbsolute, resolve } from 'node:path'
import { PapersError } from '../errors.ts'
import type { Embedder } from './embedder.ts'
import { modelFault, unitRows } from './unitRows.ts'

/** What is used of transformers.js (3.x and 4.x). */
export type TransformersModule = {
  env: { allowRemoteModels: boolean; allowLocalModels: boolean; localModelPath: string }
  pipeline(task: 'feature-extraction', model: string): Promise<Pipeline>
}
type Pipeline = {
  (
    texts: string[],
    options: { pooling: 'mean' | 'cls'; normalize: boolean },
  ): Promise<{
    dims: number[]
    data: ArrayLike<number>
  }>
  dispose?(): Promise<unknown>
}

export type TransformersEmbedderOptions = {
  /** A name on the hub (`Xenova/all-MiniLM-L6-v2`) or a folder (`./models/minilm`, `/srv/models/minilm`). */
  model: string
  pooling?: 'mean' | 'cls'
  /** Put before every query, or document; some models were trained with one (“query: ”, “passage: ”). */
  queryPrefix?: string
  documentPrefix?: string
  /** Texts at once. */
  batch?: number
  /** The module; imported by name by default. */
  load?: () => Promise<unknown>
}

export async function openTransformersEmbedder(options: TransformersEmbedderOptions): Promise<Embedder> {
  const { model, pooling = 'mean', queryPrefix = '', documentPrefix = '', batch = 16 } = options
  const module = await loaded(options.load ?? importByName)
  const pipeline = await opened(module, model)
  const dimension = (await pipeline(['dimension'], { pooling, normalize: true })).dims.at(-1)!
  if (!Number.isInteger(dimension) || dimension < 1) throw modelFault(model, `gave vectors of ${dimension} numbers`)
  const embedBatch = async (texts: string[]) => {
    const { dims, data } = await pipeline(texts, { pooling, normalize: true })
    if (dims.length !== 2 || dims[0] !== texts.length || dims[1] !== dimension)
      throw modelFault(
        model,
        `gave an array of [${dims.join(', ')}] where [${texts.length}, ${dimension}] was expected`,
      )
    const rows = texts.map((_, at) => Array.prototype.slice.call(data, at * dimension, (at + 1) * dimension))
    return unitRows(rows, dimension, model)
  }
  return {
    id: `transformers-${isFolder(model) ? basename(model) : model}-${pooling}-${dimension}`,
    dimension,
    async embed(texts, { as, signal }) {
      const prefix = as === 'query' ? queryPrefix : documentPrefix
      const vectors = new Float32Array(texts.length * dimension)
      const asked = texts.flatMap((text, at) => (text.trim() === '' ? [] : [at]))
      for (let from = 0; from < asked.length; from += batch) {
        if (signal?.aborted) throw new PapersError('aborted', 'Embedding was stopped, as requested.')
        const places = asked.slice(from, from + batch)
        const rows = await embedBatch(places.map((at) => prefix + texts[at]!))
        for (const [at, place] of places.entries())
          vectors.set(rows.subarray(at * dimension, (at + 1) * dimension), place * dimension)
      }
      return vectors
    },
    async close() {
      await pipeline.dispose?.()
    },
  }
}

/** The name is a variable so that nothing resolves it before it is wanted. */
function importByName(): Promise<unknown> {
  const name = '@huggingface/transformers'
  return import(name)
}

async function loaded(load: () => Promise<unknown>): Promise<TransformersModule> {
  const found = (await load().catch((cause) => {
    throw notInstalled(cause)
  })) as Partial<TransformersModule>
  if (typeof found?.pipeline !== 'function' || !found.env) throw notInstalled()
  return found as TransformersModule
}

function notInstalled(cause?: unknown): PapersError {
  return new PapersError(
    'meaning/not-installed',
    'The setting "meaning.embedder" asks for transformers.js, which is not installed.',
    {
      hint: 'Run npm install @huggingface/transformers where Causerie is installed, or set "meaning.embedder" to "static".',
      cause,
    },
  )
}

async function opened({ env, pipeline }: TransformersModule, model: string): Promise<Pipeline> {
  const folder = isFolder(model)
  if (folder) {
    const path = resolve(model)
    if (!existsSync(path))
      throw new PapersError(
        'meaning/settings',
        `The embedder's model should be in ${path}, and there is no such folder.`,
        {
          hint: 'Correct "meaning.embedder" in settings.json.',
        },
      )
    env.allowLocalModels = true
    env.allowRemoteModels = false
    env.localModelPath = dirname(path)
  }
  return pipeline('feature-extraction', folder ? basename(model) : model).catch((cause) => {
    throw new PapersError('meaning/model', `The model ${model} cannot be opened: ${(cause as Error).message}.`, {
      hint: folder
        ? 'The folder must hold config.json, the tokenizer and onnx/model.onnx.'
        : 'Check its name, and that this machine reaches the hub; or name a folder that holds the model.',
      cause,
    })
  })
}

/** A hub's name is “owner/model”; a folder begins with a dot or from the root. */
function isFolder(model: string): boolean {
  return model.startsWith('.') || isAbsolute(model)
}
