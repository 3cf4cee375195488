/** The words of a command that hands some on: its own options and its first positional, and everything else in order. */
import type { Option } from './command.ts'

export function splitWords(options: Record<string, Option>, words: string[]): { own: string[]; more: string[] } {
  const own: string[] = []
  const more: string[] = []
  let hasName = false
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!
    const name = /^--([^=]+)/.exec(word)?.[1]
    const option = name === undefined ? undefined : options[name]
    if (option) {
      own.push(word)
      if (option.type === 'string' && !word.includes('=') && at + 1 < words.length) own.push(words[++at]!)
    } else if (!hasName && !word.startsWith('-')) {
      own.push(word)
      hasName = true
    } else {
      more.push(word)
      // The value of what is not ours is not the name we wait for.
      if (!hasName && word.startsWith('--') && !word.includes('=') && words[at + 1]?.startsWith('--') === false)
        more.push(words[++at]!)
    }
  }
  return { own, more }
}
