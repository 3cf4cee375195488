import { expect, test } from 'vitest'
import { decodeText } from './charset.ts'

const latin1 = (text: string) => Buffer.from(text, 'latin1')

test('reads UTF-8 without any declaration', () => {
  expect(decodeText(Buffer.from('Ångström — 雪'))).toEqual({ text: 'Ångström — 雪', charset: 'utf-8', guessed: 0 })
})

test('honours the header, then the XML declaration', () => {
  expect(decodeText(latin1('Müller'), 'text/xml; charset=ISO-8859-1').text).toBe('Müller')
  expect(decodeText(latin1('<?xml version="1.0" encoding="iso-8859-1"?><a>Müller</a>')).text).toContain('Müller')
})

test('latin-1 that claims to be UTF-8 keeps its letters, and says how many were guessed', () => {
  const bytes = Buffer.concat([Buffer.from('<?xml version="1.0" encoding="utf-8"?>雪 '), latin1('Müller, Gödel')])
  expect(decodeText(bytes, 'text/xml; charset=utf-8')).toMatchObject({ charset: 'utf-8', guessed: 2 })
  expect(decodeText(bytes, 'text/xml; charset=utf-8').text).toMatch(/雪 Müller, Gödel$/)
})

test('UTF-8 that claims to be latin-1 is read as what it is', () => {
  expect(decodeText(Buffer.from('Müller'), 'text/xml; charset=latin1').text).toBe('Müller')
})

test('an unknown encoding name does not stop the page', () => {
  expect(decodeText(latin1('Müller'), 'text/xml; charset=klingon').text).toBe('Müller')
})

test('byte order marks win and are dropped', () => {
  expect(decodeText(Buffer.from('\ufeffhi'), 'text/plain; charset=latin1')).toEqual({
    text: 'hi',
    charset: 'utf-8',
    guessed: 0,
  })
  expect(decodeText(Buffer.from('\ufeffhi', 'utf16le')).text).toBe('hi')
})
