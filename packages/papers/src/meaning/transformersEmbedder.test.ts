import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { embedderContract } from './contract.ts'
import { openTransformersEmbedder, type TransformersModule } from './transformersEmbedder.ts'

const folder = mkdtempSync(join(tmpdir(), 'causerie-model-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Call = { texts: string[]; pooling: string }

/** A module shaped like transformers.js whose model counts letters; `spoil` changes what it gives. */
function fakeModule(spoil: (data: Float32Array) => { dims?: number[]; data?: Float32Array } = () => ({})) {
  const calls: Call[] = []
  const opened: string[] = []
  const env = { allowRemoteModels: true, allowLocalModels: true, localModelPath: '' }
  const module: TransformersModule = {
    env,
    async pipeline(_, model) {
      opened.push(model)
      return async (texts, { pooling }) => {
        calls.push({ texts, pooling })
        const data = Float32Array.from(texts.flatMap((text) => lettersOf(text)))
        return { dims: [texts.length, 8], data, ...spoil(data) }
      }
    },
  }
  return { module, calls, opened, env, load: async () => module }
}

function lettersOf(text: string): number[] {
  const counts = new Array<number>(8).fill(0.1)
  for (const letter of text.slice(0, 512)) counts[letter.codePointAt(0)! % 8]! += 1
  return counts
}

embedderContract('transformers', () => openTransformersEmbedder({ model: 'owner/tiny', load: fakeModule().load }))

test('a name is the hub’s, a folder is looked for here and nowhere else', async () => {
  const hub = fakeModule()
  await openTransformersEmbedder({ model: 'owner/tiny', load: hub.load })
  expect([hub.opened, hub.env.allowRemoteModels]).toEqual([['owner/tiny'], true])
  const local = fakeModule()
  const { id } = await openTransformersEmbedder({ model: folder, load: local.load })
  expect(local.opened).toEqual([folder.split('/').at(-1)])
  expect([local.env.allowRemoteModels, local.env.localModelPath]).toEqual([false, tmpdir()])
  expect(id).not.toContain(tmpdir())
})

test('queries and papers get their own prefixes, and the empty text is not asked for', async () => {
  const fake = fakeModule()
  const prefixes = { queryPrefix: 'query: ', documentPrefix: 'passage: ' }
  const embedder = await openTransformersEmbedder({ model: 'owner/tiny', load: fake.load, ...prefixes })
  await embedder.embed(['a', ''], { as: 'query' })
  await embedder.embed(['b'], { as: 'document' })
  expect(fake.calls.slice(1).map(({ texts }) => texts)).toEqual([['query: a'], ['passage: b']])
})

test('another prefix is another embedder', async () => {
  const ids = await Promise.all(
    ['', 'query: '].map(async (queryPrefix) => {
      const { id } = await openTransformersEmbedder({ model: 'owner/tiny', load: fakeModule().load, queryPrefix })
      return id
    }),
  )
  expect(ids[0]).not.toBe(ids[1])
})

test('without the package the error says what to install', async () => {
  const missing = () => Promise.reject(new Error("Cannot find package '@huggingface/transformers'"))
  for (const load of [missing, async () => ({})])
    await expect(openTransformersEmbedder({ model: 'owner/tiny', load })).rejects.toMatchObject({
      code: 'meaning/not-installed',
      hint: expect.stringContaining('npm install @huggingface/transformers'),
    })
})

test('a folder that is not there, and a model that does not open, are said with their names', async () => {
  const { load, module } = fakeModule()
  await expect(openTransformersEmbedder({ model: join(folder, 'none'), load })).rejects.toMatchObject({
    code: 'meaning/settings',
    message: expect.stringContaining(join(folder, 'none')),
  })
  const failing = { ...module, pipeline: () => Promise.reject(new Error('no onnx file')) }
  await expect(openTransformersEmbedder({ model: folder, load: async () => failing })).rejects.toMatchObject({
    code: 'meaning/model',
    message: expect.stringContaining('no onnx file'),
    hint: expect.stringContaining('onnx/model.onnx'),
  })
})

test('a model that gives another shape, or numbers that are none, is not believed', async () => {
  let spoiling = false
  const other = fakeModule(() => (spoiling ? { dims: [1, 3, 8] } : {}))
  const unpooled = await openTransformersEmbedder({ model: 'owner/tiny', load: other.load })
  spoiling = true
  await expect(unpooled.embed(['a'], { as: 'query' })).rejects.toMatchObject({
    code: 'meaning/model',
    message: expect.stringContaining('[1, 3, 8]'),
  })
  const nan = fakeModule((data) => ({ data: data.fill(Number.NaN) }))
  const broken = await openTransformersEmbedder({ model: 'owner/tiny', load: nan.load })
  await expect(broken.embed(['a'], { as: 'query' })).rejects.toMatchObject({ code: 'meaning/model' })
})
