/**
 * Titles and abstracts as authors send them to arXiv, read into pieces: text, formulas, links, and where emphasis
 * begins and ends.
 *
 * Money or mathematics? `$…$` is a formula unless (1) it is empty or too long, (2) a digit follows the closing mark
 * ("$5 and $6") and it is neither a sign nor has a TeX command ("224$\times$224"), (3) it begins like an amount that goes
 * on in words ("$5 per token, $x$"), (4) it reads as prose, or (5) blanks stand inside its marks and no TeX command,
 * index or exponent speaks for it and it is no single letter. What is none stays a dollar.
 */
import { command } from './texCommands.ts'
import type { Piece, Reading } from './texReading.ts'
import {
  beginReading,
  closeAll,
  closeGroup,
  closer,
  formula,
  link,
  literal,
  match,
  openGroup,
  openShownGroup,
  say,
  unescapedUrl,
} from './texReading.ts'

export function readTex(text: string): Piece[] {
  const reading = beginReading(text)
  while (reading.at < text.length) {
    const plain = match(reading, /[^\\${}~`'\-hH]+/y)
    if (plain) say(reading, plain[0])
    else (handlers[text[reading.at]!] ?? literal)(reading)
  }
  return closeAll(reading)
}

const handlers: Record<string, (reading: Reading) => void> = {
  '\\': command,
  $: dollar,
  '{': openBrace,
  '}': closeBrace,
  '~': tie,
  '`': openQuote,
  "'": closeQuote,
  '-': dash,
  h: address,
  H: address,
}

/** Braces are TeX's around an accent or a word whose capitals they keep; those of a set or a program are shown. */
function openBrace(reading: Reading): void {
  const isTex = texBrace.test(reading.text.slice(reading.at, reading.at + 42))
  if (isTex && openGroup(reading, '')) reading.at++
  else openShownGroup(reading)
}

const texBrace = /^\{(?:\\[a-zA-Z"'`^~=.]|(?=[^{}]{0,40}[A-Z])[\p{L}\d-]{1,40}\})/u

function closeBrace(reading: Reading): void {
  if (reading.groups.length > 0) {
    closeGroup(reading)
    reading.at++
  } else {
    literal(reading)
  }
}

/** `Fig.~1` is tied; `~5`, `10~20` and `/~user` mean what they show. */
function tie(reading: Reading): void {
  const around = reading.text.slice(Math.max(0, reading.at - 1), reading.at + 2)
  say(reading, /^[\p{L}\d.)\]}]~[\p{L}\d\\$(]$/u.test(around) && !/^\d~\d$/.test(around) ? '\u00a0' : '~')
  reading.at++
}

function openQuote(reading: Reading): void {
  if (match(reading, /``/y)) {
    reading.quotes++
    say(reading, '“')
  } else {
    literal(reading)
  }
}

/** Two apostrophes close a quotation where one is open, else they are inches or a second derivative. */
function closeQuote(reading: Reading): void {
  if (reading.quotes > 0 && match(reading, /''/y)) {
    reading.quotes--
    say(reading, '”')
  } else {
    literal(reading)
  }
}

/** `--` between words or numbers; not the `--flag` of a program. */
function dash(reading: Reading): void {
  const before = reading.text[reading.at - 1] ?? ' '
  const dashes = match(reading, /-{1,3}/y)![0]
  const flag = dashes.length === 2 && /[\s(`]/.test(before) && /[a-zA-Z]/.test(reading.text[reading.at] ?? '')
  say(reading, flag || dashes === '-' ? dashes : dashes === '--' ? '–' : '—')
}

/** An address in running text. */
function address(reading: Reading): void {
  urlPattern.lastIndex = reading.at
  const found = /[\p{L}\d]/u.test(reading.text[reading.at - 1] ?? ' ') ? null : urlPattern.exec(reading.text)
  const written = found ? withoutPunctuation(found[0]) : ''
  if (written !== '' && link(reading, unescapedUrl(written))) reading.at += written.length
  else literal(reading)
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they end an address
const urlPattern = /https?:\/\/(?:\\[_%#&~]|[^\s<>"'`{}|\\^\u0000-\u001f]){3,2000}/iy

/** The address without the full stop, quote or bracket of the sentence around it. */
function withoutPunctuation(url: string): string {
  let end = url.length
  let unopened = url.split(')').length - url.split('(').length
  for (; end > 0 && /[.,;:!?)\]*$]/.test(url[end - 1]!); end--) {
    if (url[end - 1] === ')' && unopened-- <= 0) break
  }
  return url.slice(0, end)
}

function dollar(reading: Reading): void {
  const { text, at } = reading
  const displayEnd = text[at + 1] === '$' ? closer(reading, '$$', at + 2) : Infinity
  if (displayEnd < Infinity && text.slice(at + 2, displayEnd).trim() !== '') {
    formula(reading, at + 2, displayEnd, '$$', true)
  } else {
    const end = closer(reading, '$', at + 1)
    if (end < Infinity && isMathematics(text.slice(at + 1, end), text[end + 1] ?? ''))
      formula(reading, at + 1, end, '$', false)
    else literal(reading)
  }
}

function isMathematics(tex: string, after: string): boolean {
  if (tex.trim() === '' || (/\d/.test(after) && !/\\[a-zA-Z]|^[^\w\s]+$/.test(tex))) return false
  const unspoken = tex.replace(/\\(?:text|mbox|mathrm|operatorname)[a-z]*\*?\s{0,5}\{[^{}]{0,500}\}/g, '')
  if (amountInWords.test(tex) || prose.test(unspoken)) return false
  return !/^\s|\s$/.test(tex) || /\\[a-zA-Z]|[_^]|^\s?[a-zA-Z]\s?$/.test(tex)
}

const amountInWords = /^\d[\d.,]*(?:[kKMBT]|bn|mn)?[,;.)]?\s+\(?[a-zA-Z]{2,}(?:[\s.,;]|$)/
const prose = /(?:^|[^\\a-zA-Z{])[a-zA-Z]{3,}\s+[a-zA-Z]{2,}\s+[a-zA-Z]{2,}/
