/** What only a browser can tell, with Debian's Chromium. */
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findChromium, flags } from './chromium.ts'
import { drawnMap } from './mapCases.ts'
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
  '/map',
  '/map?q=ponds',
  '/topics/ponds/map',
  '/about',
  '/claims',
  '/desk',
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
      for (const path of ['/map?q=ponds', '/topics/ponds/map']) await drawnMap(site(), path)
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
        expect(await page.getByRole('combobox', { name: 'Search the library' }).inputValue()).toBe('j')
      })
    })

    test('the search box completes by keyboard: arrows, Enter, Tab, Escape', async () => {
      await visit('/search', async (page) => {
        const box = page.getByRole('combobox', { name: 'Search the library' })
        const options = page.getByRole('option')
        const chosen = () => page.locator('[aria-selected="true"]')
        const type = async (text: string) => {
          await box.fill('')
          await box.pressSequentially(text)
        }
        await page.waitForFunction(
          async () => (await (await fetch('/api/complete?q=quill')).json()).items.length > 0,
          undefined,
          { polling: 100 },
        )
        await type('boats ada qui')
        await options.first().waitFor()
        expect(await box.getAttribute('aria-expanded')).toBe('true')
        expect(await box.getAttribute('aria-activedescendant')).toBeNull()
        await page.keyboard.press('ArrowDown')
        expect(await chosen().textContent()).toContain('Ada Quill')
        expect(await box.getAttribute('aria-activedescendant')).toBe(await chosen().getAttribute('id'))
        expect(await page.evaluate(faults)).toEqual([])
        await page.keyboard.press('Enter')
        expect(await box.inputValue()).toBe('boats author:"Ada Quill" ')
        expect(await options.count()).toBe(0)
        expect(page.url()).toMatch(/search$/)

        await type('autho')
        await options.first().waitFor()
        await page.keyboard.press('ArrowDown')
        await page.keyboard.press('Tab')
        expect(await box.inputValue()).toBe('author:')
        await options.getByText('Ada Quill').waitFor() // the field asks for its values at once
        await page.keyboard.press('ArrowUp')
        expect(await chosen().textContent()).toBe(await options.last().textContent())
        await page.keyboard.press('Escape')
        expect(await options.count()).toBe(0)
        expect(await box.inputValue()).toBe('author:')
        expect(await page.evaluate(() => document.activeElement?.id)).toBe('q')

        await type('weather of')
        await options.first().waitFor()
        await page.keyboard.press('Enter') // nothing is chosen: the form is sent
        await page.waitForURL('**/search?q=weather+of')
        await page.getByRole('combobox').focus()
        await page.keyboard.press('End')
        await page.keyboard.press('ArrowDown')
        await options.first().click()
        await page.waitForURL('**/papers/2403.00042')
      })
    })

    test('while an input method composes, nothing is asked and no key is taken', async () => {
      await visit('/search', async (page) => {
        let asked = 0
        page.on('request', (request) => request.url().includes('/api/complete') && asked++)
        await page.locator('#q').evaluate((box: HTMLInputElement) => {
          box.value = 'qui'
          box.dispatchEvent(new CompositionEvent('compositionstart'))
          box.dispatchEvent(new InputEvent('input', { isComposing: true }))
        })
        await page.waitForTimeout(300)
        expect(asked).toBe(0)
        await page.locator('#q').evaluate((box) => box.dispatchEvent(new CompositionEvent('compositionend')))
        await page.waitForTimeout(300)
        expect(asked).toBe(1)
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

    test('a map is a picture of links without script', async () => {
      await visit(
        '/map?q=ponds',
        async (page) => {
          expect(await page.locator('#map a').count()).toBe(58)
          const first = page.locator('#map a').first()
          const title = await first.locator('title').textContent()
          await first.focus()
          await page.keyboard.press('Enter')
          await page.waitForURL('**/papers/**')
          expect(await page.locator('h1').textContent()).toContain(title!.slice(0, 10))
        },
        { javaScriptEnabled: false },
      )
    })

    test('a map zooms and moves by buttons, keys and wheel, and says what it points at', async () => {
      const complaints = await visit('/map?q=ponds', async (page) => {
        const plane = (name: string) =>
          page.locator('.plane').evaluate((svg, name) => Number.parseFloat(svg.getAttribute(name)!), name)
        await page.getByRole('button', { name: 'Zoom in' }).click()
        expect(await plane('width')).toBe(150)
        expect(await plane('x')).toBe(-25)
        await page.locator('#map').focus()
        await page.keyboard.press('+')
        expect(await plane('width')).toBe(225)
        const before = await plane('x')
        await page.keyboard.press('ArrowRight')
        expect(await plane('x')).toBeCloseTo(before - 15, 5)
        await page.locator('#map').hover()
        await page.mouse.wheel(0, 400)
        await page.waitForFunction(
          () => Number.parseFloat(document.querySelector('.plane')!.getAttribute('width')!) < 200,
        )
        await page.keyboard.press('0')
        expect([await plane('width'), await plane('x')]).toEqual([100, 0])
        expect(await page.getByRole('button', { name: 'Zoom out' }).isDisabled()).toBe(true)

        for (let i = 0; i < 6; i++) await page.keyboard.press('+')
        const place = page.locator('table a[href^="#p"]').last()
        await place.click()
        const id = (await place.getAttribute('href'))!.slice(1)
        await page.waitForFunction((id) => document.activeElement?.id === id, id)
        const [inside, told] = await page.evaluate(() => {
          const point = document.activeElement!.querySelector('circle')!.getBoundingClientRect()
          const frame = document.querySelector('#map')!.getBoundingClientRect()
          const title = document.activeElement!.querySelector('title')!.textContent
          return [
            point.left >= frame.left &&
              point.right <= frame.right &&
              point.top >= frame.top &&
              point.bottom <= frame.bottom,
            document.querySelector('.pointed')!.textContent === title,
          ]
        })
        expect([inside, told]).toEqual([true, true])
        await page.keyboard.press('Enter')
        await page.waitForURL('**/papers/**')
      })
      expect(complaints).toEqual([])
    })

    test('no name on a map covers another, at any width', async () => {
      for (const width of [360, 700, 1200]) {
        await visit(
          '/map?q=ponds',
          async (page) => {
            const boxes = await page.locator('#map text').evaluateAll((texts) =>
              texts
                .map((text) => text.getBoundingClientRect())
                .filter(({ width }) => width > 0)
                .map(({ left, right, top, bottom }) => ({ left, right, top, bottom })),
            )
            expect(boxes.length).toBeGreaterThan(0)
            for (const [at, a] of boxes.entries())
              for (const b of boxes.slice(at + 1))
                expect(a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom).toBe(false)
          },
          { viewport: { width, height: 800 } },
        )
      }
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

/** Runs in the page: what an accessibility checker would say, by hand. */
export function faults(): string[] {
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
    demand(
      `${labels(input)}${input.getAttribute('aria-label') ?? ''}`.trim() !== '',
      `no label: ${input.outerHTML.slice(0, 120)}`,
    )
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
