import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig } from 'vite'

/** Nothing is loaded from elsewhere, nothing inline runs; kit adds hashes for its own script where a page has one. */
const directives = {
  'default-src': ['none'],
  'script-src': ['self'],
  'style-src': ['self'],
  'img-src': ['self', 'data:'],
  'font-src': ['self'],
  'connect-src': ['self'],
  'manifest-src': ['self'],
  'form-action': ['self'],
  'base-uri': ['none'],
  'frame-ancestors': ['none'],
} as const

export default defineConfig({
  plugins: [
    sveltekit({
      adapter: adapter({ out: 'build' }),
      csp: { mode: 'auto', directives: { ...directives } as never },
      // kit compares Origin with an origin it has to guess behind a proxy; hooks.server.ts does our own, stricter check.
      csrf: { trustedOrigins: ['*'] },
      paths: { relative: false },
    }),
  ],
  // One copy of each package per process: the house that `causerie start` opens is the house these pages read.
  ssr: { external: ['@causerie/papers'] },
  environments: { ssr: { build: { rolldownOptions: { external: [/^@causerie\//] } } } },
  server: { host: '127.0.0.1' },
})
