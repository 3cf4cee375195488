/** A full disk, a real one: a small file system in memory that this test mounts where it may. */
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { causerie, inventedLines, temporaryHomes } from './testing.ts'

let homes: Awaited<ReturnType<typeof temporaryHomes>>
let disk: string
let mounted = false
beforeAll(async () => {
  homes = await temporaryHomes()
  disk = join(homes.folder, 'disk')
  mkdirSync(disk)
  mounted = mount('size=400m')
})
afterAll(() => {
  if (mounted) spawnSync('umount', [disk])
  homes.remove()
})

function mount(options: string): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status === 0
}

/** Leaves this much of the disk free, by making it as small as that. */
function leave(freeKb: number): void {
  const { stdout } = spawnSync('df', ['--output=used', '-k', disk], { encoding: 'utf8' })
  const used = Number(stdout.trim().split('\n').at(-1))
  expect(spawnSync('mount', ['-o', `remount,size=${used + freeKb}k`, disk]).status).toBe(0)
}

test('an import that fills the disk stops with a sentence, loses nothing, and is completed when there is room', {
  timeout: 240_000,
}, async (context) => {
  if (!mounted) {
    console.info('Not run: mounting a small file system needs root on Linux.')
    return context.skip()
  }
  const home = join(disk, 'home')
  cpSync(homes.fresh(), home, { recursive: true })
  const papers = 6000
  const file = homes.file('many.jsonl', inventedLines(0, papers, 'A long tale. '.repeat(60)))
  leave(70_000) // Causerie stops while 64 MB are left, since the database does not survive a disk without any

  const full = await causerie(['import', file, '--json'], { home })
  expect(full.code, full.stdout + full.stderr).toBe(1)
  const { error } = JSON.parse(full.stdout)
  expect(error.code, full.stdout).toMatch(/disk-full$/)
  expect(error.message).toContain('disk')
  expect(error.message).toContain(home)
  expect(error.hint).toMatch(/Free some space/)
  expect(full.stderr).not.toMatch(/^\s+at /m)

  const again = await causerie(['import', file], { home })
  expect(again.code, 'still full').toBe(1)
  expect(again.stderr).toContain('disk')
  expect(again.stderr).not.toMatch(/^\s+at /m)
  const reading = await causerie(['search', 'TabPFN', '--json'], { home })
  expect(reading.code, `reading on a full disk: ${reading.stdout}${reading.stderr}`).toBe(0)

  expect(spawnSync('mount', ['-o', 'remount,size=400m', disk]).status).toBe(0)
  const rest = await causerie(['import', file, '--json'], { home })
  expect(rest.code, rest.stdout + rest.stderr).toBe(0)
  const { added, updated, unchanged, skippedCount } = JSON.parse(rest.stdout)
  expect({ all: added + unchanged, updated, skippedCount }).toEqual({ all: papers, updated: 0, skippedCount: 0 })
  const status = JSON.parse((await causerie(['status', '--json'], { home })).stdout)
  expect(status).toMatchObject({ papers: papers + 44, indexed: papers + 44 })
  const doctor = await causerie(['doctor', '--json'], { home })
  expect(JSON.parse(doctor.stdout), doctor.stdout).toMatchObject({ healthy: true })
  expect((await causerie(['search', `"lake number ${papers - 1}"`], { home })).stdout).toContain(
    `lake number ${papers - 1}`,
  )
})

test('a disk without room for a home at all is a sentence', { timeout: 60_000 }, async (context) => {
  if (!mounted) return context.skip()
  leave(2000)
  const ended = await causerie(['status'], { home: join(disk, 'second') })
  expect(ended.code).toBe(1)
  expect(ended.stderr).toMatch(/disk.*(?:full|left)/)
  expect(ended.stderr).not.toMatch(/^\s+at /m)
})
