/** The laboratory of this process, over the house it has open: methods by looking into folders, runs in worker threads. */
import { createHash, randomBytes } from 'node:crypto'
import {
  canonicalInput,
  createLaboratory,
  LabError,
  type Laboratory,
  type MachineClass,
  type Report,
  type Run,
  type RunKeeper,
  type RunRequest,
  runIdentity,
} from '@causerie/lab'
import { commitOf, createThreadRunner, machineClass, openRegistry, type Registry } from '@causerie/lab/node'
import type { House } from '@causerie/papers'

export type Room = { registry: Registry; laboratory: Laboratory; keeper: RunKeeper; commit: string | undefined }

const recoverMs = 20_000
const rooms = new WeakMap<House, Room>()

export function roomOf(house: House): Room {
  const room = rooms.get(house) ?? openRoom(house)
  rooms.set(house, room)
  return room
}

export const laboratoryOf = (house: House): Laboratory => roomOf(house).laboratory
export const registryOf = (house: House): Registry => roomOf(house).registry

function openRoom(house: House): Room {
  const { seconds, megabytes, threads, waiting, perReader } = house.settings.laboratory
  const registry = openRegistry({ folders: [house.catalogue] })
  const keeper = house.runs as RunKeeper
  const commit = commitOf(house.catalogue)
  const runner = createThreadRunner({
    moduleOf: registry.moduleOf,
    size: Math.max(1, threads),
    limits: { seconds, megabytes },
  })
  const laboratory = createLaboratory({
    methods: registry,
    runner,
    keep: keeper,
    machine: machineClass(),
    ...(commit !== undefined && { commit }),
    limits: {
      secondsHere: seconds,
      megabytes,
      underWay: waiting,
      perReader: { underWay: waiting, perHour: perReader },
    },
  })
  const recover = () => (threads > 0 && !house.reader ? laboratory.recover() : Promise.resolve(0)).catch(() => 0)
  const recovering = setInterval(recover, recoverMs)
  recovering.unref()
  void recover() // whoever had a run when it died, or closed, left it
  house.beforeClose(async () => {
    clearInterval(recovering)
    await laboratory.close()
    await runner.close()
  })
  return { registry, laboratory, keeper, commit }
}

export const carriesOutRuns = ({ settings, reader }: House): boolean => settings.laboratory.threads > 0 && !reader

/** The run that was asked for, made if there was none like it. Throws as `Laboratory.ask`, and `run/none-here`. */
export async function askFor(house: House, request: RunRequest, reader: string): Promise<Run> {
  if (!carriesOutRuns(house))
    throw new LabError('run/none-here', 'This server carries out no runs.', { hint: 'Run it in your tab.' })
  return laboratoryOf(house).ask({ ...request, reader })
}

/** The run once it has ended, or as it is after `waitMs`. */
export async function settledSoon(house: House, id: string, waitMs: number): Promise<void> {
  await laboratoryOf(house)
    .settled(id, { signal: AbortSignal.timeout(waitMs) })
    .catch(() => undefined)
}

const secret = randomBytes(16)

/** Who asks, for quotas: a hash of the address that another process, and another day, does not share. */
export function readerOf(address: string): string {
  const day = new Date().toISOString().slice(0, 10)
  return createHash('sha256').update(secret).update(`${day} ${address}`).digest('hex').slice(0, 16)
}

export type SentRun = RunRequest & { report: Report; seconds: number; machine: MachineClass | undefined }

/** A run that a reader's tab carried out, kept as it was sent: under an id of its own, since nobody here saw it run. */
export async function keepFromTab(house: House, sent: SentRun): Promise<Run> {
  const { registry, keeper, commit } = roomOf(house)
  const { slug, seed } = sent
  const input = canonicalInput(await registry.method(slug), sent.input)
  const { package: ofPackage, engine, method } = registry.versions(slug)
  const id = runIdentity({ slug, method, input, seed })
  const own = await keeper.find(id)
  if (own?.state === 'done') return own
  const versions = { package: ofPackage, engine, method, ...(commit !== undefined && { commit }) }
  const { run } = await keeper.request({ id: `tab-${id}`, slug, input, seed, versions })
  if (run.state === 'done') return run
  const taken = await keeper.claim(run.id, { machine: sent.machine ?? unknownMachine, leaseMs: 10_000 })
  if (taken) await keeper.finish(taken.hold, { state: 'done', report: sent.report, seconds: sent.seconds })
  return (await keeper.find(run.id))!
}

const unknownMachine: MachineClass = { processor: 'unknown', cores: 1, memoryGb: 0, runtime: 'a browser' }

export const isFromTab = (id: string): boolean => id.startsWith('tab-')
