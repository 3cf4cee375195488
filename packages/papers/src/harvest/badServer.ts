/**
 * A loopback server for tests that plays a harvest protocol, and plays it badly on demand.
 * `answer` plays every request; `script` replaces single requests, by their number from 0.
 */
import { once } from 'node:events'
import http, { type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createGzip, gzipSync } from 'node:zlib'

export type Play = (request: IncomingMessage, response: ServerResponse) => void

export type BadServer = {
  /** Without a trailing slash. */
  url: string
  /** Every request so far: path with query, user agent, and when it came. */
  requests: { path: string; agent: string | undefined; at: number }[]
  close(): Promise<void>
}

export async function startBadServer(answer: Play, script: Record<number, Play> = {}): Promise<BadServer> {
  const requests: BadServer['requests'] = []
  const server = http.createServer((request, response) => {
    const play = script[requests.length] ?? answer
    requests.push({ path: request.url!, agent: request.headers['user-agent'], at: Date.now() })
    response.on('error', () => {}) // the client left, which is what most plays want
    play(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const close = async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  }
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests, close }
}

export function send(body: string | Buffer, headers: Record<string, string> = {}, status = 200): Play {
  return (_, response) =>
    response.writeHead(status, { 'content-type': 'text/xml; charset=utf-8', ...headers }).end(body)
}

/** 429 by default; `retryAfter` in seconds or as an HTTP date. */
export function throttled(retryAfter?: string, status = 429): Play {
  return send('', retryAfter === undefined ? {} : { 'retry-after': retryAfter }, status)
}

export function failing(status = 500): Play {
  return send('', {}, status)
}

export function htmlPage(): Play {
  const body = '<!DOCTYPE html>\n<html><head><title>Oops</title></head><body><p>Back soon<br></body></html>'
  return send(body, { 'content-type': 'text/html' })
}

/** The first half of what another play would have sent, ended as if that were all. */
export function halfOf(body: string): Play {
  return send(body.slice(0, body.length / 2))
}

/** One byte per interval, for ever. */
export function slowLoris(everyMs: number): Play {
  return (_, response) => {
    response.writeHead(200)
    const drip = setInterval(() => response.write(' '), everyMs)
    response.on('close', () => clearInterval(drip))
  }
}

/** Takes the request and never says a word. */
export const silent: Play = () => {}

/** Half a body, then the line goes dead. */
export const resetLine: Play = (request, response) => {
  response.writeHead(200, { 'content-length': '1000' })
  response.write('<OAI-PMH>', () => request.socket.resetAndDestroy())
}

export function redirectTo(location: string, status = 302): Play {
  return send('', { location }, status)
}

/** Every page leads to the next. */
export const redirectLoop: Play = (request, response) => {
  const turn = Number(new URL(request.url!, 'http://here').searchParams.get('turn') ?? 0)
  redirectTo(`/loop?turn=${turn + 1}`)(request, response)
}

/** `bytes` of blanks, in pieces, without announcing a length. */
export function huge(bytes: number): Play {
  return (_, response) => {
    response.writeHead(200)
    blanksInto(response, bytes)
  }
}

/** `bytes` of blanks that travel as about a thousandth of that. */
export function gzipBomb(bytes: number): Play {
  return (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' })
    const gzip = createGzip()
    response.on('close', () => gzip.destroy())
    gzip.on('error', () => {}).pipe(response)
    blanksInto(gzip, bytes)
  }
}

export function gzipped(body: string): Play {
  return send(gzipSync(body), { 'content-encoding': 'gzip' })
}

function blanksInto(target: NodeJS.WritableStream & { destroyed?: boolean }, bytes: number): void {
  const piece = Buffer.alloc(64 * 1024, ' ')
  let left = bytes
  const pour = () => {
    while (left > 0 && !target.destroyed) {
      left -= piece.length
      if (!target.write(piece)) return void target.once('drain', pour)
    }
    if (!target.destroyed) target.end()
  }
  pour()
}
