import { createInPlaceRunner } from './inPlaceRunner.ts'
import { runnerContract, toys } from './testing/index.ts'

runnerContract('the runner in place', async () => ({ runner: createInPlaceRunner(toys), canForce: false }))
