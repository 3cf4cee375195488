import type { Command } from '../command.ts'
import { checkCommand } from './check.ts'
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
import { newReproductionCommand } from './newReproduction.ts'
import { runCommand } from './run.ts'
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
  runCommand,
  checkCommand,
  newReproductionCommand,
  suggestionsCommand,
  statusCommand,
  doctorCommand,
  reindexCommand,
  learnEmbedderCommand,
  backupCommand,
  restoreCommand,
]
