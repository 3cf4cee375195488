// Assembles packages/papers/src/meaning/kernels.wat into kernels.wasm beside it; a test checks that the two agree.
import { readFile, writeFile } from 'node:fs/promises'
import wabt from 'wabt'

const source = new URL('../packages/papers/src/meaning/kernels.wat', import.meta.url)
const module = (await wabt()).parseWat('kernels.wat', await readFile(source, 'utf8'), { simd: true })
const { buffer } = module.toBinary({})
await writeFile(new URL('kernels.wasm', source), buffer)
console.log(`kernels.wasm: ${buffer.length} bytes`)
