export { type KeeperUnderTest, runKeeperContract } from './runKeeperContract.ts'
export { type RunnerUnderTest, runnerContract, toys } from './runnerContract.ts'
