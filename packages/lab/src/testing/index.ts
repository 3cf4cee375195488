export { type KeeperUnderTest, runKeeperContract } from './runKeeperContract.ts'
