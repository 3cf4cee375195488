export {
  createThreadPool,
  createThreadRunner,
  type ThreadLimits,
  type ThreadOptions,
  type ThreadRunner,
} from './threads.ts'
