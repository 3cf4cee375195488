/**
 * A printed name in the parts that bibliographies sort by. Nobody can do this for every name of the world; these are
 * the rules that are right most often: the last word is the family name, particles before it belong to it, a name in
 * Chinese or Korean script has its family name first, and an organisation is not taken apart.
 */
export type CslName = {
  family?: string
  given?: string
  'non-dropping-particle'?: string
  suffix?: string
  literal?: string
}

export function cslName(name: string): CslName {
  const clean = name.replace(/\s+/g, ' ').trim()
  if (clean === '' || isOrganisation(clean)) return { literal: clean }
  if (clean.includes(',')) return commaName(clean)
  const eastAsian = eastAsianName(clean)
  if (eastAsian) return eastAsian
  const words = clean.split(' ')
  const suffix = words.length > 2 && suffixes.test(words.at(-1)!) ? words.pop() : undefined
  if (words.length === 1) return { literal: clean }
  const from = familyFrom(words)
  const particle = words.slice(from, -1).filter(isParticle).join(' ')
  const family = words
    .slice(from)
    .slice(particle === '' ? 0 : particle.split(' ').length)
    .join(' ')
  return tidy({ family, given: words.slice(0, from).join(' '), 'non-dropping-particle': particle, suffix })
}

const suffixes = /^(?:jr|sr)\.?$|^I{2,3}$|^IV$/i
const organisations =
  /\b(?:team|group|collaboration|consortium|initiative|project|institute|university|laborator(?:y|ies)|labs?|research|foundation|inc|ltd|corporation|community|authors|et al)\b\.?/i
const particles = /^(?:van|von|der|den|de|del|della|di|da|dos|das|du|la|le|ter|ten|zu|zur|af|al|el|bin|ibn|ben)$/

function isOrganisation(name: string): boolean {
  return organisations.test(name)
}

function isParticle(word: string): boolean {
  return particles.test(word)
}

/** Index of the first word of the family name, its particles included: `Laurens van der Maaten` → 1. */
function familyFrom(words: string[]): number {
  let from = words.length - 1
  while (from > 1 && isParticle(words[from - 1]!)) from--
  return from
}

function commaName(name: string): CslName {
  const [family = '', second = '', third] = name.split(',').map((part) => part.trim())
  if (third === undefined) return tidy({ family, given: second })
  return suffixes.test(second) ? tidy({ family, given: third, suffix: second }) : { literal: name }
}

const compoundSurnames =
  /^(?:欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|남궁|황보|제갈|선우|독고)/

/** `周志华` and `김철수` have the family name first and no blank; a blank divides it where one is written. */
function eastAsianName(name: string): CslName | undefined {
  if (!/^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}々· ]+$/u.test(name)) return undefined
  if (name.includes(' '))
    return tidy({ family: name.slice(0, name.indexOf(' ')), given: name.slice(name.indexOf(' ') + 1) })
  const letters = [...name]
  if (letters.length > 4 || letters.length < 2) return { literal: name }
  const length = compoundSurnames.test(name) ? 2 : 1
  return tidy({ family: letters.slice(0, length).join(''), given: letters.slice(length).join('') })
}

function tidy(name: CslName): CslName {
  return Object.fromEntries(Object.entries(name).filter(([, part]) => part)) as CslName
}
