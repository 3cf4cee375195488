// Tests stand beside what they test; those of the whole repository in tests/.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'benchmarks/**/*.test.ts',
      'packages/**/*.test.ts',
      'apps/**/*.test.ts',
      'tests/**/*.test.ts',
      'reproductions/**/*.test.ts',
    ],
    exclude: ['**/node_modules/**', '**/.svelte-kit/**', '**/build/**'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: 'forks',
    maxWorkers: 2,
  },
})
