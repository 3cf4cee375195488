/** For tests: articles about invented subjects, each with words of its own, so that there is something to learn. */
import { pick, type Random, seededRandom } from '../random.ts'
import type { Article } from './corpus.ts'

/** A title names its subject by words that its abstract uses seldom, and one word that is the article's own. */
export function inventedArticles(count: number, seed: number, subjects = 40): Article[] {
  const random = seededRandom(seed)
  const vocabulary = Array.from({ length: subjects }, () => Array.from({ length: 16 }, () => inventedWord(random)))
  const common = Array.from({ length: 60 }, () => inventedWord(random))
  return Array.from({ length: count }, (_, at) => {
    const own = vocabulary[at % subjects]!
    const draw = (words: string[], from: number, to: number) => words[from + pick(random, to - from)]!
    const name = inventedWord(random)
    const title = [draw(own, 0, 8), draw(own, 0, 8), draw(common, 0, 60), draw(own, 0, 8), name].join(' ')
    const sentence = () =>
      `${Array.from({ length: 9 }, () => (random() < 0.5 ? draw(own, 4, 16) : draw(common, 0, 60))).join(' ')}.`
    const body = Array.from({ length: 5 }, sentence)
    if (random() < 0.3) body.splice(2, 0, `${name} ${sentence()}`)
    return { title, abstract: body.map((one) => one[0]!.toUpperCase() + one.slice(1)).join(' ') }
  })
}

function inventedWord(random: Random): string {
  const syllable = () => 'bcdfglmnprstvz'[pick(random, 14)]! + 'aeiou'[pick(random, 5)]!
  return syllable() + syllable() + syllable() + syllable()
}
