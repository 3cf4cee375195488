import adapter from '@sveltejs/adapter-node'
import { sveltekit } from '@sveltejs/kit/vite'
import { defineConfig, type Plugin } from 'vite'

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

/**
 * Kit's client names a page it has gone to in an element that hides itself by a style attribute, which our policy
 * forbids. The class of base.css for what only screen readers are to meet does the same.
 */
const announcerWithoutInlineStyle: Plugin = {
  name: 'announcer-without-inline-style',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('/@sveltejs/kit/') || !id.endsWith('/runtime/components/root.svelte')) return undefined
    const changed = code.replace(/(id="svelte-announcer"[^>]*?)style="[^"]*"/, '$1class="unseen"')
    if (changed === code) throw new Error(`${id} has no style to take out: see announcerWithoutInlineStyle.`)
    return { code: changed, map: null }
  },
}

export default defineConfig({
  plugins: [
    announcerWithoutInlineStyle,
    sveltekit({
      adapter: adapter({ out: 'build' }),
      csp: { mode: 'auto', directives: { ...directives } as never },
      // kit compares Origin with an origin it has to guess behind a proxy; hooks.server.ts does our own, stricter check.
      csrf: { trustedOrigins: ['*'] },
      paths: { relative: false },
    }),
  ],
  // One copy of each package per process: the house that `causerie start` opens is the house these pages read.
  ssr: { external: ['@causerie/papers', '@causerie/scm'] },
  environments: { ssr: { build: { rolldownOptions: { external: [/^@causerie\//] } } } },
  // Workers of interactive pages may be split into chunks as the pages are (docs/decisions/0012).
  worker: { format: 'es' },
  server: { host: '127.0.0.1' },
})
