import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
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

/** Ours, and further folders that the environment names (the tests have one). */
const reproductions = [
  fileURLToPath(new URL('../../reproductions', import.meta.url)),
  ...(process.env.CAUSERIE_REPRODUCTIONS?.split(delimiter).map((folder) => resolve(folder)) ?? []),
]

/**
 * `virtual:methods`: every reproduction's `method.ts` that runs in a browser, by slug, each a chunk of its own that is
 * loaded when it is wanted. A folder more is a method more.
 */
const methodsOfFolders: Plugin = {
  name: 'methods-of-folders',
  resolveId: (id) => (id === 'virtual:methods' ? '\0virtual:methods' : undefined),
  load(id) {
    if (id !== '\0virtual:methods') return undefined
    const entries = new Map<string, string>()
    for (const folder of reproductions) {
      for (const slug of existsSync(folder) ? readdirSync(folder).sort() : []) {
        const file = join(folder, slug, 'method.ts')
        if (existsSync(file) && /runsIn:\s*\[[^\]]*(['"])browser\1/.test(readFileSync(file, 'utf8')))
          entries.set(slug, `${JSON.stringify(slug)}: () => import(${JSON.stringify(file)})`)
      }
    }
    return `export const methods = { ${[...entries.values()].join(', ')} }`
  },
}

export default defineConfig({
  plugins: [
    methodsOfFolders,
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
  ssr: { external: ['@causerie/lab', '@causerie/papers', '@causerie/scm', '@causerie/tables'] },
  environments: { ssr: { build: { rolldownOptions: { external: [/^@causerie\//] } } } },
  // Workers of interactive pages may be split into chunks as the pages are (docs/decisions/0012).
  worker: { format: 'es', plugins: () => [methodsOfFolders] },
  server: { host: '127.0.0.1' },
})
