/**
 * How a command works while another process owns the home: it asks the owner, over the lock's socket, to run the same
 * operation, and gets its progress and result back as lines of JSON. Only who can read lock.json (mode 0600) may ask.
 */
import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { StoreError } from '@causerie/store'
import { PapersError } from '../errors.ts'
import { type Owner, socketPath } from './lock.ts'
import type { Progress, Report } from './report.ts'

type Message =
  | { type: 'progress'; progress: Progress }
  | { type: 'note'; text: string }
  | { type: 'result'; result: unknown }
  | { type: 'error'; error: PlainError }

export type Handle = (name: string, input: unknown, report: Report) => Promise<unknown>

/** The owner's side. Answers nothing until `open` gives it the key and the operations. */
export function createControl(): { server: Server; open(key: string, handle: Handle): void } {
  let answer: ((request: IncomingMessage, response: ServerResponse) => void) | undefined
  const server = createServer((request, response) => {
    if (answer) answer(request, response)
    else response.writeHead(503, { 'retry-after': '1' }).end()
  })
  server.unref()
  return {
    server,
    open(key, handle) {
      answer = (request, response) => void serve(request, response, key, handle)
    },
  }
}

async function serve(request: IncomingMessage, response: ServerResponse, key: string, handle: Handle): Promise<void> {
  if (!isKey(request.headers.authorization, key)) return void response.writeHead(403).end()
  const gone = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) gone.abort(new PapersError('aborted', 'The command that asked for this has ended.'))
  })
  const send = (message: Message) => void response.write(`${JSON.stringify(message)}\n`)
  try {
    const { name, input } = JSON.parse(await bodyOf(request))
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    const result = await handle(name, input, {
      progress: (progress) => send({ type: 'progress', progress }),
      note: (text) => send({ type: 'note', text }),
      signal: gone.signal,
    })
    send({ type: 'result', result })
  } catch (error) {
    send({ type: 'error', error: plainError(error) })
  }
  response.end()
}

/** The asking side: runs an operation in the owner of the home. */
export async function askOwner(
  home: string,
  owner: Owner,
  name: string,
  input: unknown,
  report: Report,
): Promise<unknown> {
  try {
    return await answerOf(await post(home, owner, JSON.stringify({ name, input }), report.signal), home, report)
  } catch (error) {
    if (report.signal.aborted) throw report.signal.reason
    if (error instanceof PapersError) throw error
    throw lost(home, error) // the connection broke
  }
}

/** Hands on what the owner reports and returns its result. */
async function answerOf(response: IncomingMessage, home: string, report: Report): Promise<unknown> {
  if (response.statusCode === 503)
    throw new PapersError('house/starting', `The Causerie that owns ${home} is still starting.`, {
      hint: 'Try again in a moment.',
    })
  if (response.statusCode !== 200)
    throw new PapersError('house/refused', `The Causerie that owns ${home} refused (${response.statusCode}).`)
  let rest = ''
  response.setEncoding('utf8')
  for await (const chunk of response) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop()!
    for (const line of lines) {
      const message = JSON.parse(line) as Message
      if (message.type === 'progress') report.progress(message.progress)
      else if (message.type === 'note') report.note(message.text)
      else if (message.type === 'error') throw new PapersError(message.error.code, message.error.message, message.error)
      else return message.result
    }
  }
  throw lost(home)
}

function lost(home: string, cause?: unknown): PapersError {
  return new PapersError('house/lost', `The Causerie that owns ${home} ended before the work was done.`, {
    hint: 'What was committed is kept. Run the same command again; it goes on from there.',
    cause,
  })
}

function post(home: string, owner: Owner, body: string, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${owner.key}`, 'content-type': 'application/json' }
    const asking = request({ socketPath: socketPath(home), method: 'POST', path: '/', headers, signal }, resolve)
    asking.once('error', reject)
    asking.end(body)
  })
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = ''
  request.setEncoding('utf8')
  for await (const chunk of request) body += chunk
  return body
}

function isKey(header: string | undefined, key: string): boolean {
  const given = Buffer.from(header ?? '')
  const wanted = Buffer.from(`Bearer ${key}`)
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

/** An error as it travels: our own sentences whole, anything else by its message. */
type PlainError = { code: string; message: string; hint?: string; details?: Record<string, unknown> }

function plainError(error: unknown): PlainError {
  if (error instanceof PapersError)
    return { code: error.code, message: error.message, hint: error.hint, details: error.details }
  if (error instanceof StoreError) return { code: error.code, message: error.message, hint: error.hint }
  return { code: 'unexpected', message: error instanceof Error ? error.message : String(error) }
}
