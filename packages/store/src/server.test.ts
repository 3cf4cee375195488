import { once } from 'node:events'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { inspect } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { openDatabase } from './database.ts'
import { StoreError } from './errors.ts'
import { freePort, guarded, isRequired, serverEngine } from './testing.ts'

const server = await serverEngine()
if (!server && isRequired('postgresql'))
  throw new Error('CAUSERIE_REQUIRE asks for PostgreSQL ≥ 15; there is none here.')
if (!server) console.warn('No PostgreSQL ≥ 15 on this machine: wrong passwords were not tried.')
afterAll(() => server?.stop())

const secret = 'correct-horse:%2F?'

/** The error of opening `databaseUrl`; none of it, causes included, may hold the password. */
async function refusal(databaseUrl: string, password = secret): Promise<StoreError> {
  const error = await openDatabase({ databaseUrl }).then(
    () => expect.fail('it opened'),
    (reason) => reason,
  )
  expect(error).toBeInstanceOf(StoreError)
  for (const form of [password, encodeURIComponent(password)]) expect(inspect(error, { depth: 9 })).not.toContain(form)
  return error
}

const url = (place: string) => `postgres://ada:${encodeURIComponent(secret)}@${place}`

describe('a server that cannot be used is refused with a sentence that names it and keeps the password', () => {
  test('when nothing listens there', async () => {
    const port = await freePort()
    for (const host of ['127.0.0.1', 'localhost']) {
      expect(await refusal(url(`${host}:${port}/swans?sslpassword=${secret}`))).toMatchObject({
        code: 'store/connect',
        message: expect.stringMatching(
          new RegExp(`^PostgreSQL at ${host}:${port}/swans does not answer: .*ECONNREFUSED`),
        ),
        hint: expect.stringContaining('DATABASE_URL'),
      })
    }
  })

  test('when there is no such host', async () => {
    expect(await refusal(url('no-such-host.invalid/swans'))).toMatchObject({
      code: 'store/connect',
      message: expect.stringMatching(/^PostgreSQL at no-such-host\.invalid\/swans does not answer: ./),
    })
  })

  test.each([`postgres://ada:${secret}@[::1/swans`, `postgres://ada:${secret}@host:port/swans`])(
    'when the address is none',
    async (address) => {
      expect(await refusal(address)).toMatchObject({
        code: 'store/connect',
        message: expect.stringMatching(/DATABASE_URL/),
      })
    },
  )

  test('when it is older than PostgreSQL 15', async () => {
    const old = await startOldServer(140_012)
    const { port } = old.address() as AddressInfo
    expect(await refusal(url(`127.0.0.1:${port}/swans`))).toMatchObject({
      code: 'store/version',
      message: `127.0.0.1:${port}/swans runs PostgreSQL 14; Causerie needs 15 or newer.`,
    })
    old.close()
  })

  test('when what answers is no PostgreSQL', async () => {
    const other = createServer((socket) => socket.on('error', () => {}).end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await once(other.listen(0, '127.0.0.1'), 'listening')
    const { port } = other.address() as AddressInfo
    expect(await refusal(url(`127.0.0.1:${port}/swans`))).toMatchObject({
      code: 'store/connect',
      message: expect.stringMatching(/does not answer: ./),
    })
    other.close()
  })

  test.skipIf(!server)('when it refuses the password or has no such database', async () => {
    const place = `127.0.0.1:${server!.port}`
    expect(await refusal(`postgres://${guarded.user}:wrong-horse@${place}/postgres`, 'wrong-horse')).toMatchObject({
      code: 'store/connect',
      message: `PostgreSQL at ${place}/postgres does not answer: password authentication failed for user "guarded"`,
    })
    expect(await refusal(url(`${place}/none`).replace('ada', 'causerie'))).toMatchObject({
      code: 'store/connect',
      message: expect.stringContaining('database "none" does not exist'),
    })
    const { user, password } = guarded
    const store = await openDatabase({
      databaseUrl: `postgres://${user}:${encodeURIComponent(password)}@${place}/postgres`,
    })
    expect(store.place).toBe(`${place}/postgres`)
    await store.close()
  })
})

test('a connection that the server drops is replaced by the next query', async ({ skip }) => {
  if (!server) return skip()
  const store = await server.fresh()
  await store.db.execute('select 1')
  const other = await openDatabase({ databaseUrl: server.url('postgres') })
  await other.db.execute('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()')
  await new Promise((resolve) => setTimeout(resolve, 200))
  expect((await store.db.execute('select 7 as seven')).rows).toEqual([{ seven: 7 }])
  await Promise.all([store.close(), other.close()])
})

/** As much of the protocol as a client needs to log in and to ask `show server_version_num` once. */
async function startOldServer(version: number): Promise<Server> {
  const message = (type: string, ...parts: (Buffer | string)[]) => {
    const body = Buffer.concat(parts.map((part) => Buffer.from(part as string)))
    const length = Buffer.alloc(4)
    length.writeInt32BE(body.length + 4)
    return Buffer.concat([Buffer.from(type), length, body])
  }
  const ready = message('Z', 'I')
  const number = String(version)
  const answer = Buffer.concat([
    message(
      'T',
      Buffer.from([0, 1]),
      'server_version_num\0',
      Buffer.from([0, 0, 0, 0, 0, 0]),
      Buffer.from([0, 0, 0, 25, 255, 255]),
      Buffer.from([255, 255, 255, 255, 0, 0]),
    ),
    message('D', Buffer.from([0, 1, 0, 0, 0, number.length]), number),
    message('C', 'SHOW\0'),
    ready,
  ])
  const server = createServer((socket) => {
    socket.once('data', () => {
      socket.write(Buffer.concat([message('R', Buffer.from([0, 0, 0, 0])), ready]))
      socket.on('data', (chunk) => chunk[0] === 'Q'.charCodeAt(0) && socket.write(answer))
    })
    socket.on('error', () => {})
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return server
}
