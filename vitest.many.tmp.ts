import base from './vitest.config.ts'
export default { ...base, test: { ...base.test, setupFiles: ['./many.tmp.ts'], testTimeout: 200000 } }
