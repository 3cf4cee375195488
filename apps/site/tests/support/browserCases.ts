/** What only a browser can tell, with Debian's Chromium. */
import { execFileSync } from 'node:child_process'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Site } from './site.ts'

const pages = [
  '/',
  '/month/2024-03',
  '/papers/2403.00042',
  '/papers/hep-th/9901001',
  '/search?q=ponds',
  '/search',
  '/topics',
  '/topics/ponds',
  '/authors/ada-quill',
  '/trending',
  '/saved',
  '/saved/calm-ponds',
  '/about',
]
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function browserCases(site: () => Site): void {
  const executablePath = findChromium()
  if (!executablePath) {
    const sentence = 'No Chromium here (looked with `command -v chromium`): the pages were not tested in a browser.'
    if (process.env.CAUSERIE_REQUIRE?.includes('chromium')) test('in a browser', () => expect.fail(sentence))
    else test.skip(sentence, () => {})
    if (!process.env.CAUSERIE_REQUIRE?.includes('chromium')) console.warn(sentence)
    return
  }

  describe('in a browser', { timeout: 60_000 }, () => {
    let browser: Browser
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: flags })
    }, 60_000)
    afterAll(() => browser?.close())

    /** Opens a page, hands it over, closes it; what the console complained about comes back. */
    async function visit(
      path: string,
      look: (page: Page) => Promise<void>,
      options: Parameters<Browser['newContext']>[0] = {},
    ): Promise<string[]> {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => ['error', 'warning'].includes(message.type()) && complaints.push(message.text()))
      page.on('pageerror', (error) => complaints.push(error.message))
      try {
        await page.goto(site().url + path)
        await page.evaluate(() => document.fonts.ready)
        await look(page)
      } finally {
        await context.close()
      }
      return complaints
    }

    test.each(pages)('%s fits a phone of 360 px, and the console is silent', async (path) => {
      const complaints = await visit(
        path,
        async (page) => {
          const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])
          expect(content).toBeLessThanOrEqual(window!)
        },
        { viewport: { width: 360, height: 740 } },
      )
      expect(complaints).toEqual([])
    })

    test.each(pages)(
      '%s can be read by a screen reader: landmarks, one h1, headings in order, names for everything',
      async (path) => {
        await visit(path, async (page) => expect(await page.evaluate(faults)).toEqual([]))
      },
    )

    test('without script there is everything to read and every way to go', async () => {
      await visit(
        '/',
        async (page) => {
          expect(await page.locator('[data-paper]').count()).toBe(3)
          await page.locator('details summary').first().click()
          expect(await page.getByText('ducks do not mind').isVisible()).toBe(true)
          await page.getByRole('link', { name: 'On the Weather of Ponds' }).click()
          expect(page.url()).toContain('/papers/2403.00042')
          await page.getByRole('navigation').getByRole('link', { name: 'Search' }).click()
          await page.getByRole('searchbox').fill('weather')
          await page.keyboard.press('Enter')
          await page.waitForURL('**/search?q=weather')
          expect(await page.locator('mark').count()).toBeGreaterThan(0)
          await page.getByRole('button', { name: 'dark' }).click()
          await page.waitForLoadState()
          expect(await page.locator('html').getAttribute('data-theme')).toBe('dark')
          expect(page.url()).toContain('/search?q=weather')
        },
        { javaScriptEnabled: false },
      )
    })

    test('the keyboard goes from paper to paper, opens, searches, and explains itself', async () => {
      await visit('/', async (page) => {
        const focused = () =>
          page.evaluate(() => [...document.querySelectorAll('[data-paper]')].indexOf(document.activeElement!))
        const press = (key: string) => page.keyboard.press(key)
        for (const [key, at] of [
          ['j', 0],
          ['j', 1],
          ['j', 2],
          ['j', 2],
          ['k', 1],
          ['k', 0],
        ] as const) {
          await press(key)
          expect([key, await focused()]).toEqual([key, at])
        }
        expect(
          await page
            .locator('[data-paper]')
            .first()
            .evaluate((paper) => getComputedStyle(paper, '::before').width),
        ).toBe('3px')
        await press('o')
        expect(await page.locator('details').first().getAttribute('open')).not.toBeNull()
        await press('?')
        expect(await page.getByRole('dialog', { name: 'Keyboard' }).isVisible()).toBe(true)
        await press('Escape')
        expect(await page.getByRole('dialog').count()).toBe(0)
        await press('Enter')
        await page.waitForURL('**/papers/2403.00042')
        await press('t')
        await page.waitForURL(`${site().url}/`)
        await press('ArrowLeft')
        await page.waitForURL('**/date/2024-03-04')
        await press('ArrowRight')
        await page.waitForURL('**/date/2024-03-05')
        await press('/')
        await page.waitForURL('**/search*')
        await page.waitForFunction(() => document.activeElement?.id === 'q')
        await press('j')
        expect(await page.getByRole('searchbox').inputValue()).toBe('j')
      })
    })

    test('the first Tab leads past the masthead', async () => {
      await visit('/', async (page) => {
        await page.keyboard.press('Tab')
        expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to the papers')
        await page.keyboard.press('Enter')
        expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
      })
    })

    test('hostile text runs nothing', async () => {
      for (const path of ['/', '/papers/10.5555/ponds.v1i2.3', '/search?q=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E']) {
        let dialogs = 0
        const complaints = await visit(path, async (page) => {
          page.on('dialog', () => dialogs++)
          expect(await page.locator('main script, main img').count()).toBe(0)
        })
        expect([dialogs, complaints]).toEqual([0, []])
      }
    })

    test('formulas stand upright, and a wide one scrolls in its own paragraph', async () => {
      await visit(
        '/papers/hep-th/9901001',
        async (page) => {
          const [inner, outer] = await page
            .locator('.prose')
            .last()
            .evaluate((prose) => [prose.scrollWidth, prose.clientWidth])
          expect(inner).toBeGreaterThan(outer!)
        },
        { viewport: { width: 360, height: 740 } },
      )
    })
  })
}

function findChromium(): string | undefined {
  try {
    return execFileSync('sh', ['-c', 'command -v chromium'], { encoding: 'utf8' }).trim() || undefined
  } catch {
    return undefined
  }
}

/** Runs in the page: what an accessibility checker would say, by hand. */
function faults(): string[] {
  const all = (selector: string) => [...document.querySelectorAll<HTMLElement>(selector)]
  const labelled = (element: HTMLElement) =>
    (element.getAttribute('aria-labelledby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.textContent ?? '')
      .join(' ')
  const labels = (element: HTMLElement) =>
    [...((element as HTMLInputElement).labels ?? [])].map((label) => label.textContent).join(' ')
  const name = (element: HTMLElement) =>
    [element.getAttribute('aria-label'), labelled(element), labels(element), element.textContent].join(' ').trim()
  const said: string[] = []
  const demand = (good: boolean, sentence: string) => good || said.push(sentence)

  demand(document.documentElement.lang === 'en', 'the language is not given')
  for (const landmark of ['main', 'header', 'footer'])
    demand(all(`.sheet > ${landmark}`).length === 1, `not exactly one ${landmark}`)
  demand(all('h1').length === 1, 'not exactly one h1')
  for (const element of all('a[href], button, summary, [role="dialog"]'))
    demand(name(element) !== '', `no name: ${element.outerHTML.slice(0, 120)}`)
  for (const input of all('input:not([type="hidden"]), select, textarea'))
    demand(labels(input as HTMLElement).trim() !== '', `no label: ${input.outerHTML.slice(0, 120)}`)
  for (const nav of all('nav, [role="region"]'))
    demand(nav.getAttribute('aria-label') !== null, `no name: ${nav.outerHTML.slice(0, 80)}`)
  for (const table of all('table')) demand(table.querySelector('th') !== null, 'a table without headers')
  const levels = all('h1, h2, h3, h4').map((heading) => Number(heading.tagName[1]))
  for (const [i, level] of levels.entries())
    demand(level <= (levels[i - 1] ?? 1) + 1, `heading ${i} jumps to h${level}`)
  const ids = all('[id]').map(({ id }) => id)
  demand(new Set(ids).size === ids.length, 'an id is used twice')
  for (const element of all('[aria-labelledby], [aria-describedby]')) {
    for (const id of `${element.getAttribute('aria-labelledby') ?? ''} ${element.getAttribute('aria-describedby') ?? ''}`
      .trim()
      .split(/\s+/))
      demand(document.getElementById(id) !== null, `points to nothing: #${id}`)
  }
  for (const target of all('button, nav a, summary')) {
    const { width, height } = target.getBoundingClientRect()
    demand(
      (width >= 24 || target.tagName === 'A') && height >= 23.5,
      `smaller than a finger: ${target.outerHTML.slice(0, 80)} ${width}x${height}`,
    )
  }
  return said
}
