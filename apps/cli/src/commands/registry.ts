import type { Command } from '../command.ts'
import { harvestCommand } from './harvest.ts'
import { importCommand } from './import.ts'
import {
  backupCommand,
  doctorCommand,
  reindexCommand,
  restoreCommand,
  statusCommand,
  suggestionsCommand,
} from './keeping.ts'
import { learnEmbedderCommand } from './learnEmbedder.ts'
import { savedCommand } from './saved.ts'
import { searchCommand } from './search.ts'
import { startCommand } from './start.ts'

/** Every command, in the order of the help. */
export const commands: Command[] = [
  startCommand,
  importCommand,
  harvestCommand,
  searchCommand,
  savedCommand,
  suggestionsCommand,
  statusCommand,
  doctorCommand,
  reindexCommand,
  learnEmbedderCommand,
  backupCommand,
  restoreCommand,
]
