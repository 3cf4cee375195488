import { createMemoryKeeper } from './memoryKeeper.ts'
import { runKeeperContract } from './testing/index.ts'

runKeeperContract('the keeper in memory', async () => ({ keeper: createMemoryKeeper() }))
