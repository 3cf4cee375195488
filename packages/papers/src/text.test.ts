import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isPartialDate, isTooLate, monthNumber, parsePartialDate, partialDate } from './partialDate.ts'
import { cleanText, nameFromLastFirst, plainFromHtml, titleKey } from './text.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 60 })

test('cleanText collapses every kind of space, drops controls and keeps TeX, joiners and direction marks', () => {
  expect(cleanText(' Two\u00a0\n\tpriors\u2028and\u3000one ')).toBe('Two priors and one')
  expect(cleanText('zero\u200bwidth\u00ad\ufeff\u0000\u0007\u202eend')).toBe('zerowidthend')
  expect(cleanText('e\u0301')).toBe('é')
  expect(cleanText('na\\"ive $x^{2}$')).toBe('na\\"ive $x^{2}$')
  expect(cleanText('می\u200cخواهم')).toBe('می\u200cخواهم')
  expect(cleanText('\ud800 swan')).toBe('� swan')
})

test('property: cleanText and plainFromHtml leave clean text as it is', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const clean = cleanText(text)
      expect(cleanText(clean)).toBe(clean)
      expect(clean).not.toMatch(/^\s|\s$|\s\s/)
      if (!/[<&]/.test(clean)) expect(plainFromHtml(clean)).toBe(clean)
    }),
  )
})

test('plainFromHtml removes mark-up, decodes entities once, and knows what is no mark-up', () => {
  expect(plainFromHtml('A <i>Swan</i> &amp; H<sub>2</sub>O<br/>next<p>last</p>')).toBe('A Swan & H2O next last')
  expect(plainFromHtml('a < b and $x<y$, p<0.05, List<String>')).toBe('a < b and $x<y$, p<0.05, List<String>')
  expect(plainFromHtml('AT&T R&D &swan; &lt;b&gt; &#8212; &eacute;')).toBe('AT&T R&D &swan; <b> — é')
  expect(plainFromHtml('<script>alert(1)</script>Swan<!-- x --><style>p{}</style>')).toBe('Swan')
  expect(plainFromHtml('<jats:p>We <jats:italic>count</jats:italic>.</jats:p>')).toBe('We count.')
  expect(plainFromHtml('<a href="x" onclick=\'y\'>link</a> <unclosed')).toBe('link <unclosed')
})

test('titleKey folds case, accents, TeX, punctuation and spacing', () => {
  const key = 'c3ai naive α divergence'
  for (const title of [
    'C$^3$AI: na\\"ive $\\alpha$-Divergence',
    'C³AI — Naïve α–divergence!',
    '{C}$^{3}$AI na{\\"i}ve  \\alpha divergence',
  ])
    expect(titleKey(title), title).toBe(key)
  expect(titleKey('\\textbf{Bayes} \\emph{net}works')).toBe('bayes networks')
  expect(titleKey('Straße & Łódź')).toBe('strasse lodz')
})

test('titleKey keeps letters of every script and what tells two titles apart', () => {
  expect(titleKey('因果推断，与天鹅')).toBe('因果推断 与天鹅')
  expect(titleKey('البجع والسببية')).toBe('البجع والسببية')
  expect(titleKey('हंस')).toBe('हंस')
  expect(titleKey('ガチョウ')).not.toBe(titleKey('カチョウ'))
  expect(titleKey('Swans I')).not.toBe(titleKey('Swans II'))
  expect(titleKey('$\\alpha$ swans')).not.toBe(titleKey('$\\beta$ swans'))
})

test('property: a title that says something has a key, whatever blanks surround it', () => {
  fc.assert(
    fc.property(anyText, (title) => {
      expect(titleKey(title) === '').toBe(cleanText(title) === '')
      expect(titleKey(` ${title}\n`)).toBe(titleKey(title))
    }),
  )
})

test('names are turned round at their comma and keep particles and suffixes', () => {
  expect(nameFromLastFirst('Quill, Ada')).toBe('Ada Quill')
  expect(nameFromLastFirst('van der Mere, Eve')).toBe('Eve van der Mere')
  expect(nameFromLastFirst('Reed, Jr, Bo')).toBe('Bo Reed Jr')
  expect(nameFromLastFirst('Reed, Bo, Jr.')).toBe('Bo Reed Jr.')
  for (const name of ['Ada Quill', '白 羽', '']) expect(nameFromLastFirst(name)).toBe(name)
})

test('partial dates: the forms sources use, and no impossible day', () => {
  const known: [string, string | undefined][] = [
    ['2099', '2099'],
    ['2099-01', '2099-01'],
    ['2099/1/5', '2099-01-05'],
    ['2099/01//', '2099-01'],
    ['2099///', '2099'],
    ['1066-10-14', '1066-10-14'],
    ['2099-01-05T23:30:00-05:00', '2099-01-06'],
    ['2099-01-05T23:30:00Z', '2099-01-05'],
    ['2099-01-05 10:00:00', '2099-01-05'],
    ['5 January 2099', '2099-01-05'],
    ['Jan 5, 2099', '2099-01-05'],
    ['Sept. 2099', '2099-09'],
    ['2096-02-29', '2096-02-29'],
    ['2099-13', undefined],
    ['2099-02-29', undefined],
    ['2100-02-29', undefined],
    ['99-01-05', undefined],
    ['spring', undefined],
    ['', undefined],
    ['0000', undefined],
  ]
  for (const [text, date] of known) expect(parsePartialDate(text), text).toBe(date)
  expect(monthNumber('September')).toBe(9)
  expect(monthNumber('13')).toBeUndefined()
  expect(isPartialDate('2099-1')).toBe(false)
})

test('property: every day there is survives, as a date and as text', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('1000-01-01'), max: new Date('2999-12-31'), noInvalidDate: true }), (date) => {
      const day = date.toISOString().slice(0, 10)
      expect(partialDate(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate())).toBe(day)
      expect(parsePartialDate(date.toISOString())).toBe(day)
    }),
  )
})

test('a date is too late when it lies more than a year after today', () => {
  for (const date of ['2100-02-01', '2100', '2100-02', '1066']) expect(isTooLate(date, '2099-02-01'), date).toBe(false)
  for (const date of ['2100-02-02', '2101', '2100-03']) expect(isTooLate(date, '2099-02-01'), date).toBe(true)
})
