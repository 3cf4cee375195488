/** The loop of learning: batches, steps, looks at the development articles, and when to end. */
import type { Random } from '../random.ts'
import { drawPair, orderInGroups } from './batches.ts'
import { type Found, findByTitle } from './findByTitle.ts'
import type { Bag } from './model.ts'
import type { LearnProgress } from './progress.ts'
import type { Recipe } from './recipe.ts'
import type { School } from './school.ts'

export type Course = { before: Found; best: Found; losses: number[]; epochs: number }

const warmUpSteps = 20

/** Leaves the best parameters in the model. `breathe` is awaited before each step, and may throw to end it. */
export async function takeCourse(
  school: School,
  recipe: Recipe & { minutes?: number; onProgress?(progress: LearnProgress): void },
  random: Random,
  breathe: () => Promise<void>,
): Promise<Course> {
  const { onProgress, epochs, rate } = recipe
  const started = performance.now()
  const isLate = () => recipe.minutes !== undefined && performance.now() - started > 60_000 * recipe.minutes
  onProgress?.({ stage: 'comparing', fraction: 0, tokens: 0 })
  const neighbours = school.neighbours()
  await breathe()
  const looks = createLooks(school)
  const { perEpoch, batches } = plan(school, neighbours, recipe, random)
  const total = perEpoch * epochs
  let [steps, tokens] = [0, 0]
  for (const bags of batches) {
    await breathe()
    const { loss, gradient } = school.contrast(school.model.forward(bags))
    school.model.backward(gradient)
    school.model.step(rate * Math.min(1, (steps + 1) / warmUpSteps) * (1 - 0.95 * (steps / total)))
    steps++
    tokens += bags.reduce((sum, bag) => sum + bag.tokens.length, 0)
    looks.add(loss)
    const isLast = steps === total || isLate()
    const look = isLast || steps % Math.ceil(perEpoch / recipe.looks) === 0 ? looks.look() : undefined
    onProgress?.({ stage: 'learning', fraction: steps / total, tokens, look })
    if (isLast || looks.stale() >= recipe.patience) break
  }
  return { ...looks.end(), epochs: steps / perEpoch }
}

/** Batches of 2 · batch bags: the queries, then their documents. */
function plan({ training, batch }: School, neighbours: Int32Array, recipe: Recipe, random: Random) {
  const articles = training.firstSentence.length - 1
  function* batches(): Generator<Bag[]> {
    for (;;) {
      const order = orderInGroups(articles, neighbours, recipe.group, random)
      for (let at = 0; at + batch <= articles; at += batch) {
        const pairs = Array.from({ length: batch }, (_, i) => drawPair(training, order[at + i]!, recipe, random))
        yield [...pairs.map(({ query }) => query), ...pairs.map(({ document }) => document)]
      }
    }
  }
  return { perEpoch: Math.floor(articles / batch), batches: batches() }
}

/** Remembers the best parameters and since how many looks there were none better. */
function createLooks({ model, development, batch }: School) {
  const before = findByTitle(model, development, batch)
  const best = { found: before, parameters: model.parameters.slice() }
  const losses: number[] = []
  let stale = 0
  let [sum, count] = [0, 0]
  return {
    add(loss: number): void {
      sum += loss
      count++
    },
    look(): { loss: number; found: Found } {
      const found = findByTitle(model, development, batch)
      const loss = sum / count
      losses.push(loss)
      ;[sum, count] = [0, 0]
      stale = found.meanReciprocalRank > best.found.meanReciprocalRank ? 0 : stale + 1
      if (stale === 0) {
        best.found = found
        best.parameters.set(model.parameters)
      }
      return { loss, found }
    },
    stale: () => stale,
    end() {
      model.parameters.set(best.parameters)
      return { before, best: best.found, losses }
    },
  }
}
