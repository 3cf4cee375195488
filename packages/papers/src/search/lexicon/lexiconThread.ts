/** The thread of a lexicon: takes rows of the index, answers about words and names. It reads no file and no database. */
import { parentPort } from 'node:worker_threads'
import { createHoldings } from './holdings.ts'
import type { Answer, Numbered, Question } from './protocol.ts'

const holdings = createHoldings()

parentPort!.on('message', (question: Numbered) => {
  parentPort!.postMessage({ number: question.number, value: answer(question) } satisfies Answer)
})

function answer(question: Question): unknown {
  switch (question.kind) {
    case 'rows':
      return holdings.add(question.rows)
    case 'settle':
      return holdings.settle()
    case 'corrections':
      return holdings.corrections(question.words)
    case 'complete':
      return holdings.complete(question.typed, question.kinds)
  }
}
