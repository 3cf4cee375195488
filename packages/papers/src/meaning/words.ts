/**
 * Texts into words, the same for training and for search: lower case, accents folded, Greek letters by name. A compound
 * gives its parts (`feed-forward` → feed, forward); scripts written without spaces give overlapping pairs of letters.
 */
import { plainLetters } from '../plainLetters.ts'

/** Calls `take` with each word; `joined` is true where a hyphen binds it to the word before. */
export function eachWord(text: string, take: (word: string, joined: boolean) => void): void {
  const folded = fold(text)
  plain.lastIndex = 0
  if (plain.test(folded)) eachPlainWord(folded, take)
  else eachUnicodeWord(folded, take)
}

export function wordsOf(text: string): string[] {
  const words: string[] = []
  eachWord(text, (word) => words.push(word))
  return words
}

const plain = /^[\0-\x7f]*$/

function fold(text: string): string {
  const spelled = text.includes('\\') ? withoutCommands(text) : text
  if (plain.test(spelled)) return spelled.toLowerCase()
  return spelled
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[\u0370-\u03ff]+/g, spellGreek)
    .replace(/[ßæœøłđðþı]/g, (letter) => plainLetters[letter] ?? letter)
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/[\u2018\u2019\u02bc]/g, "'")
    .normalize('NFC')
}

/** TeX commands: Greek letters and named operators stay as words, layout goes, accents leave their letter. */
function withoutCommands(text: string): string {
  return text
    .replace(/\\(?:["'`^~=.]|[uvHcdbkrt](?=[\s{]))\s*\{?\s*\\?([a-zA-Z])\}?/g, '$1')
    .replace(/\\([a-zA-Z]+)/g, (_, name: string) => (layout.test(name) ? '' : ` ${name.replace(/^var/, '')} `))
}

const layout =
  /^(?:text\w*|math\w*|em|emph|bf|it|rm|sc|sf|tt|bm|boldsymbol|underline|overline|hat|bar|tilde|widehat|widetilde|vec|operatorname|mbox|hbox|ensuremath|left|right|big|Big|times|cdot|cdots|dots|ldots|frac|sqrt|sum|prod|in|to|le|leq|ge|geq|ne|neq|sim|approx|star|ast|circ|prime|begin|end|cite|ref|label|url|href|footnote|item|quad|qquad|xspace|displaystyle|small|large|Large)$/

/** A lone Greek letter is a symbol and gets its name; Greek words stay as they are. */
function spellGreek(run: string): string {
  return run.length === 1 ? (greek[run] ?? run) : run
}

const greek: Record<string, string> = Object.fromEntries(
  `α=alpha β=beta γ=gamma δ=delta ε=epsilon ζ=zeta η=eta θ=theta ι=iota κ=kappa λ=lambda μ=mu ν=nu ξ=xi π=pi ρ=rho
  σ=sigma ς=sigma τ=tau υ=upsilon φ=phi χ=chi ψ=psi ω=omega ϵ=epsilon ϑ=theta ϕ=phi`
    .split(/\s+/)
    .map((pair) => pair.split('=')),
)
const other = 0
const letter = 1
const hyphen = 2
const apostrophe = 3
const kinds = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code)
  if (/[a-z0-9]/.test(character)) return letter
  return character === '-' ? hyphen : character === "'" ? apostrophe : other
})

/** The same as eachUnicodeWord for a text of ASCII, at three times the speed. */
function eachPlainWord(text: string, take: (word: string, joined: boolean) => void): void {
  let joined = false
  let begin = -1
  for (let at = 0; at <= text.length; at++) {
    const kind = at < text.length ? kinds[text.charCodeAt(at)] : other
    if (kind === letter) {
      if (begin < 0) begin = at
      continue
    }
    if (begin >= 0) {
      take(at - begin > longest ? text.slice(begin, begin + longest) : text.slice(begin, at), joined)
      begin = -1
      joined = kind === hyphen
      if (kind === apostrophe) at += possessive(text, at)
    } else joined = false
  }
}

/** Characters of an ending that says nothing (`prandtl's`, `don't`), counted from the apostrophe. */
function possessive(text: string, at: number): number {
  const ending = text[at + 1]
  if (ending !== 's' && ending !== 't') return 0
  return /[\p{L}\p{N}]/u.test(text[at + 2] ?? ' ') ? 0 : 1
}

function eachUnicodeWord(text: string, take: (word: string, joined: boolean) => void): void {
  let end = -2
  for (const match of text.matchAll(/[\p{L}\p{N}\p{M}]+(?:'[st](?![\p{L}\p{N}]))?/gu)) {
    const joined = match.index === end + 1 && text[end] === '-'
    end = match.index + match[0].length
    const word = match[0].replace(/'[st]$/, '')
    if (unspaced.test(word)) for (const part of word.match(runs) ?? []) eachPair(part, take)
    else take(word.slice(0, longest), joined)
  }
}

/** A longer “word” is a sequence, a link or noise; its beginning stands for it. */
const longest = 40
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u
const runs =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー]+|[\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]+|[^\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}ー]+/gu

function eachPair(part: string, take: (word: string, joined: boolean) => void): void {
  const letters = [...part]
  if (!unspaced.test(part) || letters.length === 1) take(part.slice(0, longest), false)
  else for (let at = 1; at < letters.length; at++) take(letters[at - 1]! + letters[at]!, false)
}
