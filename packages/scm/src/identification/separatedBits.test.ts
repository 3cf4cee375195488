/** Two implementations of m-separation in mutilated graphs: on bits, and on graphs with edges cut. */
import { expect, test } from 'vitest'
import { removeIncoming, removeOutgoing } from '../graph/changes.ts'
import { mSeparated } from '../separation/isSeparated.ts'
import { randomAdmg, seededRandom } from '../testing/latentModels.ts'
import { admgOf } from './admg.ts'
import { nodeSet } from './nodeSet.ts'
import { isSeparatedIn } from './separatedBits.ts'

test('both give the same answers', () => {
  const random = seededRandom(41)
  const answers = [0, 0]
  for (let round = 0; round < 2000; round++) {
    const graph = randomAdmg(random, 7, 0.3, 0.15)
    const roles = graph.nodes.map(() => Math.floor(random() * 5))
    const pick = (role: number) => graph.nodes.filter((_, at) => roles[at] === role)
    const set = (names: string[]) =>
      nodeSet(
        7,
        names.map((name) => graph.index.get(name)!),
      )
    const [x, y, given] = [pick(0), pick(1), pick(2)]
    const barred = graph.nodes.filter(() => random() < 0.2)
    const silent = graph.nodes.filter(() => random() < 0.2)
    const cut = removeOutgoing(removeIncoming(graph, barred), silent)
    const expected = mSeparated(cut, { x, y, given })
    const query = {
      x: set(x),
      y: set(y),
      given: set(given),
      withoutIncoming: set(barred),
      withoutOutgoing: set(silent),
    }
    expect(isSeparatedIn(admgOf(graph), query)).toBe(expected)
    answers[Number(expected)]!++
  }
  expect(Math.min(...answers)).toBeGreaterThan(200)
})
