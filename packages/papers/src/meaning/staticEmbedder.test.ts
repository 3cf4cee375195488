import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { settingsSchema } from '../house/settings.ts'
import { embedderContract } from './contract.ts'
import { homeWeights, openEmbedder, openStaticEmbedder, shippedWeights } from './openEmbedder.ts'
import { createStaticEmbedder } from './staticEmbedder.ts'
import { packWeights, type StaticWeights, toBytes, unpackWeights, writeWeights } from './staticFile.ts'

const folder = mkdtempSync(join(tmpdir(), 'causerie-weights-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

embedderContract('static', () => openStaticEmbedder(shippedWeights))

/** Weights of four words, one pair and three pieces, worked by hand: word k points along axis k. */
function handMade(): StaticWeights {
  const words = ['graph', 'network', 'the', 'swan']
  const numbers = new Float32Array(8 * 16)
  for (let row = 0; row < 8; row++) numbers[row * 16 + row] = [2, 2, 0.1, 3, 1, 1, 1, 1][row]!
  return {
    header: { name: 'static', dimension: 16, words: 4, pairs: 1, pieces: 3, wordBytes: 0, training: {} },
    words,
    pairs: Int32Array.of(0, 1),
    ...toBytes(numbers, 16),
  }
}

async function one(text: string): Promise<number[]> {
  return Array.from(await createStaticEmbedder(handMade(), 'hand').embed([text], { as: 'query' }))
}

describe('known answers', () => {
  test('words, a pair, and how often: √tf times the row, made a unit', async () => {
    const sum = [2, 2 * Math.SQRT2, 0.1, 0, 1]
    const length = Math.hypot(...sum)
    const vector = await one('the Graph network, Network')
    for (const [axis, value] of sum.entries()) expect(vector[axis]).toBeCloseTo(value / length, 6)
    expect(vector.slice(5).every((value) => value === 0)).toBe(true)
  })

  test('an unknown word is its pieces, and only them', async () => {
    const vector = await one('zebrafish')
    expect(vector.slice(0, 5)).toEqual([0, 0, 0, 0, 0])
    expect(Math.hypot(...vector)).toBeCloseTo(1, 6)
  })

  test('coverage is the share of weight that is known', () => {
    const { coverage } = createStaticEmbedder(handMade(), 'hand')
    expect(coverage!('')).toBe(0)
    expect(coverage!('the swan')).toBe(1)
    expect(coverage!('zebrafish')).toBe(0)
    expect(coverage!('swan zebrafish')).toBeCloseTo(0.5, 6) // both weigh 3: a stranger counts as a rare word
    expect(coverage!('the zebrafish')).toBeLessThan(0.05)
  })
})

test('metamorphic: the order of words that form no pair, case and accents change nothing', async () => {
  expect(await one('swan the network')).toEqual(await one('NETWORK swán, the'))
})

describe('the file', () => {
  test('what is written is read, and its id is its checksum', async () => {
    const file = join(folder, 'weights.bin')
    await writeWeights(file, handMade())
    const read = unpackWeights(readFileSync(file), file)
    const { scales, rows, words, pairs } = handMade()
    expect({ scales: read.scales, rows: read.rows, words: read.words, pairs: read.pairs }).toEqual({
      scales,
      rows,
      words,
      pairs,
    })
    expect((await openStaticEmbedder(file)).id).toBe(`static-16-${read.checksum.slice(0, 12)}`)
  })

  test('bytes are within half a step of the numbers', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: -9, max: 9, noNaN: true }), { minLength: 32, maxLength: 32 }), (numbers) => {
        const { scales, rows } = toBytes(Float32Array.from(numbers), 16)
        for (const [at, number] of numbers.entries()) {
          const scale = scales[Math.floor(at / 16)]!
          expect(Math.abs(rows[at]! * scale - number)).toBeLessThanOrEqual(scale * 0.5001 + 1e-30)
        }
      }),
    )
  })

  const sound = () => Buffer.from(packWeights(handMade()))
  const spoilt = (change: (bytes: Buffer) => void) => {
    const bytes = sound()
    change(bytes)
    return bytes
  }
  test.each<[string, Buffer, string]>([
    ['empty', Buffer.alloc(0), 'does not begin'],
    ['something else', Buffer.from('{"this": "is no such file, but it is long enough to be one"}'), 'does not begin'],
    ['of a later version', spoilt((bytes) => bytes.write('2', 7)), 'version 2'],
    ['cut short', sound().subarray(0, -100), 'checksum'],
    ['changed in one bit', spoilt((bytes) => bytes.writeUInt8(bytes.readUInt8(200) ^ 1, 200)), 'checksum'],
  ])('%s: refused, with the file and what to do', async (_, bytes, words) => {
    const file = join(folder, 'broken.bin')
    writeFileSync(file, bytes)
    await expect(openStaticEmbedder(file)).rejects.toMatchObject({
      code: 'meaning/weights',
      message: expect.stringMatching(new RegExp(`${file}.*${words}`)),
      hint: expect.stringContaining('learn-embedder'),
    })
  })

  test('any cut is refused with our error, never another', () => {
    const bytes = sound()
    for (let length = 0; length < bytes.length; length += 7)
      expect(() => unpackWeights(bytes.subarray(0, length), 'x')).toThrow(
        expect.objectContaining({ code: 'meaning/weights' }),
      )
  })

  test('a missing file is said to be missing', async () => {
    await expect(openStaticEmbedder(join(folder, 'none.bin'))).rejects.toMatchObject({
      message: expect.stringContaining('there is no such file'),
    })
  })
})

describe('the weights that are shipped', () => {
  test('are at most 12 MB and say what they were learnt from', () => {
    const bytes = readFileSync(shippedWeights)
    expect(bytes.length).toBeLessThanOrEqual(12_000_000)
    expect(unpackWeights(bytes, shippedWeights).header.training).toMatchObject({ seed: 1 })
  })

  test('know that some things are alike', async () => {
    const embedder = await openStaticEmbedder(shippedWeights)
    const near = async (a: string, b: string) => {
      const vectors = await embedder.embed([a, b], { as: 'query' })
      let sum = 0
      for (let i = 0; i < 256; i++) sum += vectors[i]! * vectors[256 + i]!
      return sum
    }
    const triples = [
      ['teaching a robot by showing it', 'imitation learning from demonstrations', 'protein structure prediction'],
      ['confounders', 'causal inference from observational data', 'optical flow estimation'],
      ['aeroelasticity', 'aeroelastic', 'summarisation'],
      ['myocarditis', 'myocardial', 'bandits'],
    ] as const
    for (const [text, like, unlike] of triples)
      expect(await near(text, like), text).toBeGreaterThan((await near(text, unlike)) + 0.1)
  })

  test('find unknown scripts and words by themselves', async () => {
    const embedder = await openStaticEmbedder(shippedWeights)
    const vectors = await embedder.embed(['图神经网络的研究', '神经网络', 'qzxvorp'], { as: 'document' })
    const dot = (a: number, b: number) =>
      vectors.slice(a * 256, a * 256 + 256).reduce((sum, x, i) => sum + x * vectors[b * 256 + i]!, 0)
    expect(dot(0, 1)).toBeGreaterThan(dot(0, 2) + 0.3)
    expect(embedder.coverage!('qzxvorp')).toBe(0)
  })
})

describe('openEmbedder', () => {
  const settings = (meaning: object) => settingsSchema.parse({ meaning })

  test('static: the program’s weights, or the home’s own where there are some', async () => {
    const home = mkdtempSync(join(folder, 'home-'))
    expect((await openEmbedder(settings({}), home)).dimension).toBe(256)
    await writeWeights(homeWeights(home), handMade())
    expect((await openEmbedder(settings({}), home)).dimension).toBe(16)
  })

  test('http without a server, and a kind that is none, are refused with what to set', async () => {
    await expect(openEmbedder(settings({ embedder: 'http:tiny' }), folder)).rejects.toMatchObject({
      code: 'meaning/settings',
      hint: expect.stringContaining('meaning.baseUrl'),
    })
    expect(settingsSchema.safeParse({ meaning: { embedder: 'word2vec' } }).success).toBe(false)
    expect(settingsSchema.safeParse({ meaning: { baseUrl: 'ftp://x' } }).success).toBe(false)
  })
})

const papers = join(import.meta.dirname, '../../../../../shared/data/arxiv-days')
test.skipIf(!existsSync(papers))(
  'real abstracts have finite unit vectors and are known for the most part',
  async () => {
    const { readdirSync } = await import('node:fs')
    const embedder = await openStaticEmbedder(shippedWeights)
    const [day] = readdirSync(papers)
    const { papers: listed } = JSON.parse(readFileSync(join(papers, day!), 'utf8'))
    const texts: string[] = listed.map(
      ({ title, summary }: { title: string; summary: string }) => `${title}\n${summary}`,
    )
    const vectors = await embedder.embed(texts, { as: 'document' })
    for (let at = 0; at < texts.length; at++)
      expect(Math.hypot(...vectors.subarray(at * 256, at * 256 + 256))).toBeCloseTo(1, 4)
    const known = texts.map((text) => embedder.coverage!(text)).toSorted((a, b) => a - b)
    expect(known[Math.floor(known.length / 2)]).toBeGreaterThan(0.8)
  },
)
