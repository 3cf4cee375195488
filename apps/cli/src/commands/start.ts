/** Serves a home: opens it, then hands the site's built handler to an HTTP server. */
import { existsSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { openHouse, PapersError, plural } from '@causerie/papers'
import compression from 'compression'
import { type Command, UsageError } from '../command.ts'

const handlerFile = fileURLToPath(new URL('../../../site/build/handler.js', import.meta.url))

export const startCommand: Command = {
  name: 'start',
  summary: 'serve the daily page, search and everything else',
  usage: 'causerie start [--port N] [--host H]',
  options: {
    port: { type: 'string', value: 'N', help: 'port (4400, or PORT); 0 takes a free one' },
    host: { type: 'string', value: 'H', help: 'address to listen on (127.0.0.1, or HOST)' },
  },
  example: 'causerie start --port 8080',
  async run(context) {
    const port = portOf(context.values.port ?? process.env.PORT ?? '4400')
    const host = String(context.values.host ?? process.env.HOST ?? '127.0.0.1')
    if (!existsSync(handlerFile))
      throw new PapersError('start/not-built', 'The site is not built yet.', {
        hint: 'Run npm start, which builds it.',
      })
    const server = createServer((_, response) =>
      response.writeHead(503, { 'retry-after': '1' }).end('Causerie is starting.\n'),
    )
    const url = await listen(server, port, host) // before the home is opened: a taken port costs nothing
    const stopped = untilStopped(context.report.signal)
    const house = await openHouse({
      home: context.home,
      purpose: 'start',
      embedder: 'as set',
      upkeep: true,
      onNote: context.report.note,
    }).catch((error) => {
      server.close()
      throw error
    })
    const { handler } = (await importHandler(url)) as { handler: RequestListener }
    server.removeAllListeners('request').on('request', wrapped(handler))
    await house.announce(url)
    house.sample.statistics().catch(() => {}) // counted before somebody waits for it
    for (const note of house.notes) context.report.note(note)
    const { papers } = await house.library.counts()
    if (context.json) context.print(JSON.stringify({ ready: true, url, home: house.home, papers }))
    else context.print(`Causerie is on ${url} with ${plural(papers, 'paper')}. Ctrl-C ends it.`)
    await stopped
    await close(server)
    await house.close()
    return { result: undefined }
  },
}

/** Compresses what is worth it, and keeps browsers from guessing the type of static files. */
function wrapped(handler: RequestListener): RequestListener {
  const compress = compression({ level: 1 }) as unknown as (
    request: unknown,
    response: unknown,
    next: () => void,
  ) => void
  return (request, response) => {
    response.setHeader('x-content-type-options', 'nosniff')
    compress(request, response, () => handler(request, response))
  }
}

/** The handler reads its public address from the environment: ours, unless a proxy in front has another. */
function importHandler(url: string): Promise<unknown> {
  process.env.ORIGIN ??= url
  // The adapter takes half a megabyte by default; readers send tables.
  process.env.BODY_SIZE_LIMIT ??= '64M'
  return import(pathToFileURL(handlerFile).href)
}

function portOf(value: unknown): number {
  const port = Number(value)
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port
  throw new UsageError(`--port is “${value}”; expected a number from 0 to 65535.`)
}

function listen(server: Server, port: number, host: string): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, port, host)))
    server.listen({ port, host }, () => {
      const address = server.address()
      const bound = typeof address === 'object' && address ? address.port : port
      resolve(`http://${host.includes(':') ? `[${host}]` : host}:${bound}`)
    })
  })
}

function cannotListen(error: NodeJS.ErrnoException, port: number, host: string): PapersError {
  if (error.code === 'EADDRINUSE') {
    return new PapersError('start/port-taken', `Port ${port} on ${host} is taken by another program.`, {
      hint: `Choose another: npm start -- --port ${port + 1}`,
    })
  }
  if (error.code === 'EACCES')
    return new PapersError('start/port-forbidden', `Port ${port} needs more rights than this user has.`, {
      hint: 'Choose a port above 1023.',
    })
  return new PapersError('start/listen', `Cannot listen on ${host}:${port} (${error.code}).`, { hint: 'Check --host.' })
}

function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** Lets answers under way finish for two seconds. */
async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  server.closeIdleConnections()
  const late = setTimeout(() => server.closeAllConnections(), 2000)
  await closed
  clearTimeout(late)
}
