/** Opens a store on the engine the options name. */
import { openEmbedded } from './embedded.ts'
import { openServer } from './server.ts'
import type { Store } from './store.ts'

export type StoreOptions = {
  /** Folder of the embedded database; made when missing. */
  folder?: string
  /** `postgres://…`: use this server instead. */
  databaseUrl?: string
}

/** Opens the database as it is; `migrate` brings it up to date. */
export function openDatabase({ folder, databaseUrl }: StoreOptions): Promise<Store> {
  if (databaseUrl) return openServer(databaseUrl)
  if (folder) return openEmbedded(folder)
  throw new TypeError('openDatabase: give a folder for the embedded database or a databaseUrl')
}
