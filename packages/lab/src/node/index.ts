export { type Checked, type CheckOptions, type Checks, checkClaims } from './checkClaims.ts'
export { readLedger, writeLedger } from './ledgerFile.ts'
export { loadClaims, loadMethod } from './load.ts'
export { openRegistry, type Registry, type RegistryOptions, type Reproduction } from './registry.ts'
export {
  createThreadPool,
  createThreadRunner,
  type ThreadLimits,
  type ThreadOptions,
  type ThreadRunner,
} from './threads.ts'
export { type CodeVersions, commitOf, engineVersion, machineClass, versionsOf } from './versions.ts'
