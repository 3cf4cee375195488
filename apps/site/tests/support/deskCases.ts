/** The desk in a browser: drawn by keyboard, mouse and finger, pasted into, asked, shared, and kept from freezing. */
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, flags } from './chromium.ts'
import type { Site } from './site.ts'

export function deskCases(site: () => Site): void {
  test('the desk is a page with a worked example from the server, and says what drawing needs', async () => {
    const page = await (await site().get('/desk')).text()
    expect(page).toMatch(/<noscript>.*Drawing needs JavaScript.*<\/noscript>/s)
    expect(page).toContain('exercise ← age → pressure')
    expect(page).toMatch(/<math display="inline">.*exercise.*<math display="block">/s)
    expect(page).toMatch(/<text [^>]*>pressure<\/text>/)
    expect(page).not.toMatch(/ style="/)
    const { headers } = await site().get('/desk')
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
  })

  const executablePath = findChromium()
  if (!executablePath) return

  describe('the desk', { timeout: 60_000 }, () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: flags })
    })
    afterAll(() => browser?.close())

    /** Opens the desk, hands it over; nothing may be said on the console and nothing asked of anybody else. */
    async function atDesk(
      look: (page: Page, context: BrowserContext) => Promise<void>,
      { hash = '', ...options }: Parameters<Browser['newContext']>[0] & { hash?: string } = {},
    ): Promise<void> {
      const context = await browser.newContext({
        viewport: { width: 1400, height: 900 },
        permissions: ['clipboard-read', 'clipboard-write'],
        ...options,
      })
      const page = await context.newPage()
      const complaints: string[] = []
      const asked: string[] = []
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(String(error.stack)))
      page.on('request', (request) => asked.push(`${request.method()} ${request.url()}`))
      try {
        await page.goto(`${site().url}/desk${hash}`)
        await page.locator('[data-live=true]').waitFor()
        await look(page, context)
        expect(complaints).toEqual([])
        // Of this site alone, and nothing is sent: not even by a worker.
        expect(asked.filter((one) => !one.startsWith(`GET ${site().url}/`) && !one.startsWith('GET blob:'))).toEqual([])
      } finally {
        await context.close()
      }
    }
    const text = (page: Page) => page.getByRole('textbox', { name: 'The graph as text' }).inputValue()
    const panel = (page: Page, name: string) => page.getByRole('region', { name, exact: true })
    const node = (page: Page, name: string) => page.locator(`[data-node="${name}"]`)

    test('is drawn by keyboard alone: nodes, names, edges, roles, a move, undo', async () => {
      await atDesk(async (page) => {
        await page.getByRole('button', { name: 'Clear the desk' }).focus()
        await press(page, 'Enter')
        await page.getByRole('button', { name: 'Add a node' }).focus()
        await press(page, 'Enter')
        await node(page, 'X').focus()
        await press(page, 'n')
        await expect.poll(() => node(page, 'Y').evaluate((each) => each === document.activeElement)).toBe(true)
        await press(page, 'o')
        await press(page, 'n')
        await press(page, 'Enter')
        await page.keyboard.type('age')
        await press(page, 'Enter')
        for (const [from, to] of [
          ['age', 'X'],
          ['age', 'Y'],
          ['X', 'Y'],
        ] as const) {
          await node(page, from).focus()
          await press(page, 'e')
          await node(page, to).focus()
          await press(page, 'Enter')
        }
        await node(page, 'X').focus()
        await press(page, 't')
        expect(await text(page)).toBe('dag {\nX [exposure]\nY [outcome]\nage\nage -> X\nage -> Y\nX -> Y\n}\n')
        await panel(page, 'Adjustment').getByRole('button', { name: 'age', exact: true }).first().waitFor()
        const place = () => node(page, 'X').locator('.ring').getAttribute('x')
        const before = await place()
        await press(page, 'Alt+ArrowRight')
        expect(Number(await place())).toBeCloseTo(Number(before) + 12, 0)
        await press(page, 'Control+z')
        await press(page, 'Control+z')
        expect(await text(page)).not.toContain('exposure')
        await press(page, 'Control+y')
        expect(await text(page)).toContain('X [exposure]')
        await press(page, 'Delete')
        expect(await text(page)).not.toContain('X')
      })
    })

    test('arrow keys go from node to node, and the page’s own keys stay out of it', async () => {
      await atDesk(async (page) => {
        await node(page, 'exercise').focus()
        await press(page, 'ArrowRight')
        // The focus follows with the next frame.
        await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-node'))).toBe('pressure')
        await press(page, 't')
        await expect.poll(() => node(page, 'pressure').getAttribute('aria-label')).toContain('pressure, treatment')
        expect(new URL(page.url()).pathname).toBe('/desk')
      })
    })

    test('is drawn by mouse: a node by double click, an edge from the ring, a move, an edge chosen and turned', async () => {
      await atDesk(async (page) => {
        await page.getByRole('button', { name: 'Clear the desk' }).click()
        const paper = (await page.locator('.paper svg').boundingBox())!
        await page.mouse.dblclick(paper.x + 120, paper.y + 120)
        await node(page, 'X').waitFor()
        const ring = (await node(page, 'X').locator('.handle').boundingBox())!
        await page.mouse.move(ring.x + 5, ring.y + 5)
        await page.mouse.down()
        await page.mouse.move(ring.x + 90, ring.y + 20, { steps: 4 })
        await page.mouse.up()
        expect(await text(page)).toContain('X -> Y')
        const at = (await node(page, 'Y').locator('.ring').boundingBox())!
        await page.mouse.move(at.x + at.width / 2, at.y + at.height / 2)
        await page.mouse.down()
        await page.mouse.move(at.x + 60, at.y + 70, { steps: 5 })
        await page.mouse.up()
        await page.getByRole('button', { name: 'Undo' }).click()
        expect(await text(page)).toContain('X -> Y')
        await page.locator('[data-reach]').dispatchEvent('pointerdown', { button: 0 })
        await page.getByRole('button', { name: 'Turn', exact: true }).click()
        expect(await text(page)).toContain('Y -> X')
        await page.getByLabel('Form of the edge').selectOption('<->')
        expect(await text(page)).toContain('Y <-> X')
      })
    })

    test('takes pasted text of any syntax, shows a fault at its place, and keeps the last picture', async () => {
      await atDesk(async (page) => {
        const area = page.getByRole('textbox', { name: 'The graph as text' })
        await area.fill('Y ~ X + Z\nX ~ Z')
        await node(page, 'Z').waitFor()
        expect(await page.locator('[data-node]').count()).toBe(3)
        await area.fill('dag {\n  X -> Y\n  Y -> -> Q\n}')
        const fault = page.getByRole('alert')
        expect(await fault.textContent()).toMatch(/Line 3, column \d+/)
        expect(await area.getAttribute('aria-invalid')).toBe('true')
        expect(await page.locator('[data-node]').count()).toBe(3)
        await page.getByRole('button', { name: 'Go there' }).click()
        expect(
          await area.evaluate(
            (each: HTMLTextAreaElement) => each.value.slice(0, each.selectionStart).split('\n').length,
          ),
        ).toBe(3)
        await area.fill('dag {\n  X -> Y\n  Y -> Q\n}')
        await node(page, 'Q').waitFor()
        expect(await page.getByRole('alert').count()).toBe(0)
      })
    })

    test('answers follow the roles: adjusting blocks the paths that bias', async () => {
      await atDesk(async (page) => {
        await panel(page, 'Adjustment')
          .getByRole('button', { name: /adjust for/ })
          .first()
          .click()
        await panel(page, 'Adjustment').getByText('gives the total effect').waitFor()
        await panel(page, 'Paths').getByText('Blocked by conditioning on age.').waitFor()
        expect(await page.locator('.edge.biasing').count()).toBe(0)
        await page.locator('.examples select').selectOption({ label: 'Bow' })
        await panel(page, 'Identification').getByText('cannot be computed').waitFor()
        await page.getByRole('button', { name: 'Show the hedge in the picture' }).click()
        expect(await page.locator('.node.lit').count()).toBe(2)
        await page.locator('.examples select').selectOption({ label: 'Napkin' })
        await panel(page, 'Identification').locator('mfrac').waitFor()
        await page.locator('.examples select').selectOption({ label: 'Instrument' })
        await panel(page, 'Instruments').getByRole('button', { name: 'Z' }).waitFor()
      })
    })

    test('a model answers what if, what would have been, and what caused it', async () => {
      await atDesk(async (page) => {
        await page.locator('.examples select').selectOption({ label: 'Two rocks and a bottle' })
        const cause = panel(page, 'What caused it, this time')
        await cause.getByText('Suzy = 1 is a cause of bottle = 1.').waitFor()
        expect(await cause.textContent()).toContain('Holding BillyHits = 0, as it was, had Suzy = 0')
        await cause.getByLabel('by the definition').selectOption('but-for')
        await cause.getByText('Suzy = 1 is no cause of bottle = 1.').waitFor()
        const whatIf = panel(page, 'What if')
        await whatIf.getByRole('row', { name: /bottle = 1/ }).waitFor()
        await whatIf.getByRole('combobox', { name: 'do: Suzy' }).selectOption('1')
        await expect.poll(() => whatIf.getByRole('row', { name: /bottle = 1/ }).textContent()).toContain('1.000')
        const model = panel(page, 'Model')
        await model.getByRole('button', { name: 'Linear, random' }).click()
        await whatIf.getByText('mean of bottle').waitFor()
        await model.getByRole('spinbutton', { name: 'Intercept of bottle' }).fill('')
        await model.getByRole('spinbutton', { name: 'Intercept of bottle' }).blur()
        await model.getByRole('alert').waitFor()
        expect(await page.locator('.answers').textContent()).not.toContain('NaN')
      })
    })

    test('is shared by a link that holds everything, and taken along in every form', async () => {
      await atDesk(async (page, context) => {
        await page.locator('.examples select').selectOption({ label: 'A fire, either way' })
        await page.getByRole('button', { name: 'Copy a link to this desk' }).click()
        await page.waitForFunction(() => location.hash.startsWith('#1.'))
        const link = await page.evaluate(() => navigator.clipboard.readText())
        expect(link).toBe(page.url())
        const other = await context.newPage()
        await other.goto(link)
        await expect.poll(() => text(other)).toContain('lightning -> fire')
        await panel(other, 'What caused it, this time').getByText('lightning = 1 is no cause of fire = 1.').waitFor()
        await other.close()
        await page.reload()
        await expect.poll(() => text(page)).toContain('lightning -> fire')
        const form = panel(page, 'Take it along')
        await form.getByLabel('Write it as').selectOption('tikz')
        await form.getByRole('button', { name: 'Copy', exact: true }).click()
        await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('\\begin{tikzpicture}')
        await form.getByLabel('Write it as').selectOption('svg')
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          form.getByRole('button', { name: 'Save as a file' }).click(),
        ])
        expect(download.suggestedFilename()).toBe('graph.svg')
      })
    })

    test.each([
      ['#1.broken', 'This link does not hold a desk.'],
      ['#graph=dag%7B%20X%20-%3E%20%7D', 'Line 1'],
    ])('a malformed link %s is a sentence, and the desk works on', async (hash, sentence) => {
      await atDesk(
        async (page) => {
          await page.getByRole('alert').getByText(sentence).waitFor()
          await page.getByRole('button', { name: 'Add a node' }).click()
          expect(await page.locator('[data-node]').count()).toBe(6)
        },
        { hash },
      )
    })

    test('can be worked as a table: a node named, joined, given a role, taken away', async () => {
      await atDesk(async (page) => {
        await page.getByText('As a table').click()
        await page.getByLabel('New node').fill('salt')
        await page.getByRole('button', { name: 'Add', exact: true }).click()
        await page.getByLabel('From', { exact: true }).selectOption('salt')
        await page.getByLabel('To', { exact: true }).selectOption('pressure')
        await page.getByRole('button', { name: 'Join', exact: true }).last().click()
        expect(await text(page)).toContain('salt -> pressure')
        await page.getByRole('checkbox', { name: 'salt is latent' }).check()
        expect(await text(page)).toContain('salt [latent]')
        await page.getByRole('textbox', { name: 'Name of salt' }).fill('sodium')
        await page.getByRole('textbox', { name: 'Name of salt' }).blur()
        await page.getByRole('button', { name: 'Turn sodium to pressure' }).click()
        expect(await text(page)).toContain('pressure -> sodium')
        await page.getByLabel('From', { exact: true }).selectOption('sodium')
        await page.getByLabel('To', { exact: true }).selectOption('exercise')
        await page.getByRole('button', { name: 'Join', exact: true }).last().click()
        await page.getByRole('alert').getByText('That would close the cycle').waitFor()
        await page.getByRole('button', { name: 'Remove sodium', exact: true }).click()
        expect(await text(page)).not.toContain('sodium')
      })
    })

    test('fits a phone, and a finger draws an edge and moves a node', async () => {
      await atDesk(
        async (page) => {
          const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)
          expect(await fits()).toBe(true)
          const middle = async (name: string, part = '.ring') => {
            const box = (await node(page, name).locator(part).boundingBox())!
            return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
          }
          await page.evaluate(() =>
            document.querySelector('.paper')?.scrollIntoView({ block: 'center', behavior: 'instant' }),
          )
          const spot = await middle('age')
          await page.touchscreen.tap(spot.x, spot.y)
          await expect.poll(() => page.getByLabel('Name of the node').inputValue()).toBe('age')
          await drag(page, await middle('age', '.handle'), await middle('diet'))
          await page.getByText('As text').click()
          expect(await text(page)).toContain('age -> diet')
          expect(await fits()).toBe(true)
        },
        { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
      )
    })

    test('in the dark its paper is dark and its lines are light', async () => {
      await atDesk(
        async (page) => {
          const [paper, line, name] = await page.evaluate(() => [
            getComputedStyle(document.documentElement).backgroundColor,
            getComputedStyle(document.querySelector('.shape')!).stroke,
            getComputedStyle(document.querySelector('.outcome text')!).fill,
          ])
          expect([paper, line, name]).toEqual(['rgb(22, 20, 18)', 'rgb(233, 228, 216)', 'rgb(233, 228, 216)'])
        },
        { colorScheme: 'dark' },
      )
    })

    test('500 nodes do not freeze it: the page answers while the worker works, and the work can be stopped', async () => {
      await atDesk(async (page) => {
        await page.getByRole('textbox', { name: 'The graph as text' }).fill(large(500))
        expect(await page.locator('[data-node]').count()).toBe(500)
        // A long graph scrolls in its paper and begins at its beginning.
        const [first, paper] = [await node(page, 'n0').boundingBox(), await page.locator('.paper').boundingBox()]
        expect(first!.x - paper!.x).toBeLessThan(120)
        // The questions take seconds; that the page can be asked and drawn on meanwhile is what is tested.
        const busy = () => page.locator('section[aria-busy=true]').count()
        expect(await busy()).toBeGreaterThan(0)
        await page.getByRole('button', { name: 'Add a node' }).click()
        expect([await page.locator('[data-node]').count(), (await busy()) > 0]).toEqual([501, true])
        await page.getByRole('button', { name: 'Stop' }).click()
        await expect.poll(busy).toBe(0)
        await page.getByRole('button', { name: 'Clear the desk' }).click()
        await expect.poll(() => page.locator('[data-node]').count()).toBe(0)
      })
    }, 150_000)
  })
}

/** A layered graph in which much is confounded: each node has some of the twenty before it as causes. */
function large(count: number): string {
  const edges = Array.from({ length: count - 1 }, (_, i) => {
    const at = i + 1
    return (
      [1, 7, 13]
        .filter((back) => at - back >= 0 && (at + back) % 3 !== 1)
        .map((back) => `n${at - back} -> n${at}`)
        .join('  ') || `n${at - 1} -> n${at}`
    )
  })
  return `dag { n0 [exposure] n${count - 1} [outcome] ${edges.join('  ')} }`
}

/** A finger's way as pointer events, which is what a browser makes of touches. */
async function drag(page: Page, from: { x: number; y: number }, to: { x: number; y: number }): Promise<void> {
  const client = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  await touch('touchStart', [from])
  for (let step = 1; step <= 6; step++)
    await touch('touchMove', [{ x: from.x + ((to.x - from.x) * step) / 6, y: from.y + ((to.y - from.y) * step) / 6 }])
  await touch('touchEnd', [])
}

/** A key, and the frame with which the focus follows it. */
async function press(page: Page, key: string): Promise<void> {
  await page.keyboard.press(key)
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
}
