/** TeX's text commands: each reads its argument, if it has one, and says what a reader should see. */
import type { Reading, Style } from './texReading.ts'
import {
  closer,
  formula,
  isWebAddress,
  link,
  literal,
  match,
  openGroup,
  openShownGroup,
  openStyle,
  say,
  unescapedUrl,
} from './texReading.ts'
import { accents, characters, symbols } from './texSymbols.ts'

export function command(reading: Reading): void {
  const name = match(reading, /\\([a-zA-Z]+)\*?/y)?.[1]
  if (name !== undefined) namedCommand(reading, name)
  else signCommand(reading, reading.text[reading.at + 1] ?? '')
}

function signCommand(reading: Reading, sign: string): void {
  if (sign === '(' || sign === '[') {
    delimited(reading, sign)
  } else if (!accents[sign] || !accent(reading, sign, 2)) {
    const shown = signs.get(sign)
    say(reading, shown ?? '\\')
    reading.at += shown === undefined ? 1 : 2
  }
}

const signs = new Map([
  ...['%', '&', '#', '_', '$', '{', '}', '"', "'", '`'].map((sign) => [sign, sign] as const),
  ...['\\', ' ', ',', ';', ':', '\n'].map((blank) => [blank, ' '] as const),
  ...['!', '/', '-', '@'].map((nothing) => [nothing, ''] as const),
])

/** `\(…\)` and `\[…\]`. */
function delimited(reading: Reading, open: '(' | '['): void {
  const mark = open === '(' ? '\\)' : '\\]'
  const end = closer(reading, mark, reading.at + 2)
  if (end < Infinity && end > reading.at + 2) formula(reading, reading.at + 2, end, mark, open === '[')
  else literal(reading)
}

/** The letter under an accent becomes one character; `\"quoted\"` has none that could and loses its backslash. */
function accent(reading: Reading, mark: string, length: number): boolean {
  const start = reading.at
  reading.at += length
  const mayStandApart = length === 0 || reading.groups.at(-1)?.end === '' // \c c, {\" o}
  const found = match(reading, mayStandApart ? accentedApart : accented)
  const letter = (found?.[1] ?? found?.[2])?.replace('\\', '').trim() ?? ''
  const whole = (letter + accents[mark]).normalize('NFC')
  if (letter !== '' && [...whole].length === 1) return say(reading, whole)
  reading.at = start
  return false
}

const accented = /(?:\{\s{0,5}(\\[ij](?![a-zA-Z])|\p{L})?\s{0,5}\}|(\\[ij](?![a-zA-Z])\s?|\p{L}))/uy
const accentedApart = new RegExp(`\\s{0,5}${accented.source}`, 'uy')

/** A command without a meaning here is shown as it is written. */
function namedCommand(reading: Reading, name: string): void {
  if (accents[name] && accent(reading, name, 0)) return
  const shown = characters.get(name)
  if (shown !== undefined) {
    match(reading, /^\p{L}$/u.test(shown) ? /\{\}|\s(?=\p{Ll})|/uy : /\{\}|/y)
    say(reading, shown)
  } else if (!commands.get(name)?.(reading)) {
    say(reading, symbols.get(name) ?? `\\${name}`)
    if (!symbols.has(name) && reading.text[reading.at] === '{') openShownGroup(reading)
  }
}

/** False where the argument is missing. */
type Command = (reading: Reading) => boolean

const commands = new Map<string, Command>([
  ...named('emph textit textsl', withArgument('em')),
  ...named('textbf', withArgument('strong')),
  ...named('texttt lstinline verb', withArgument('code')),
  ...named('text textrm textsf textsc textup textnormal textmd mbox hbox underline uline ensuremath', withArgument()),
  ...named('mathrm mathbf mathsf mathit', withArgument()),
  ...named('em it sl itshape', fromHere('em')),
  ...named('bf bfseries', fromHere('strong')),
  ...named('tt ttfamily', fromHere('code')),
  ...named('rm sc sf scshape normalfont small large Large protect', fromHere()),
  ...named('par newline linebreak noindent smallskip medskip bigskip hfill', (reading) => say(reading, ' ')),
  ...named('cite citep citet ref eqref', citation),
  ...named('item', (reading) => say(reading, ' • ')),
  ...named('footnote', footnote),
  ...named('url', url),
  ...named('href', href),
  ...named('begin', environment),
  ...named('end', (reading) => match(reading, /\{[a-zA-Z]{1,30}\*?\}/y) !== null),
])

function named(names: string, command: Command): [string, Command][] {
  return names.split(' ').map((name) => [name, command])
}

function withArgument(style?: Style): Command {
  return (reading) => argument(reading, '') && (style ? openStyle(reading, style) : true)
}

/** `{\bf …}`: until the group ends; outside of one the switch is dropped. */
function fromHere(style?: Style): Command {
  return (reading) => {
    match(reading, /\s{1,5}/y)
    return style && reading.groups.at(-1)?.end === '' ? openStyle(reading, style) : true
  }
}

function argument(reading: Reading, end: string): boolean {
  const start = reading.at
  if (match(reading, /\s{0,5}\{/y) && openGroup(reading, end)) return true
  reading.at = start
  return false
}

function footnote(reading: Reading): boolean {
  return argument(reading, ')') && say(reading, ' (')
}

function citation(reading: Reading): boolean {
  const found = match(reading, /(?:\[[^\]{}]{0,80}\])?\{([^{}]{0,200})\}/y)
  return found !== null && say(reading, `[${found[1]}]`)
}

function url(reading: Reading): boolean {
  const found = match(reading, /\s{0,5}\{([^{}\s]{1,2000})\}/y)
  return found !== null && (link(reading, unescapedUrl(found[1]!)) || say(reading, found[1]!))
}

function href(reading: Reading): boolean {
  const found = match(reading, /\s{0,5}\{([^{}\s]{1,2000})\}(?=\s{0,5}\{)/y)
  if (!found || !argument(reading, '')) return found !== null
  const target = unescapedUrl(found[1]!)
  return reading.links === 0 && isWebAddress(target) ? openStyle(reading, 'a', target) : true
}

/** A displayed formula is set; of lists and quotations only the text is kept. */
function environment(reading: Reading): boolean {
  const opening = match(reading, /\{([a-zA-Z]{1,30}\*?)\}/y)
  if (!opening) return false
  const [whole, name = ''] = opening
  const kind = /^(?:equation|align|gather|multline|displaymath|math)\*?$/.test(name)
  if (!kind) return say(reading, ' ')
  const mark = `\\end{${name}}`
  const end = closer(reading, mark, reading.at)
  if (end === Infinity) return say(reading, `\\begin${whole}`)
  if (!/^(?:align|gather)/.test(name)) return formula(reading, reading.at, end, mark, true)
  const start = reading.at - `\\begin${whole}`.length
  formula(reading, start, end + mark.length, '', true)
  return true
}
