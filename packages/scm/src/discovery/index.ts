export { chowLiu } from './chowLiu.ts'
export { type DirectLingamResult, directLingam } from './directLingam.ts'
export { type HillClimbOptions, type HillClimbResult, hillClimb } from './hillClimb.ts'
export { type PcOptions, type PcResult, pc, type Separation } from './pc.ts'
