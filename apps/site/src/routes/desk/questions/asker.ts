/** Keeps one worker busy with the newest questions: what is overtaken is cancelled by ending the worker. */
import type { Request } from './answer.ts'
import type { QuestionKind } from './kinds.ts'
import type { Order, Reply } from './worker.ts'

/** The part of a Worker that is used here. */
export type Answerer = {
  postMessage(order: Order): void
  terminate(): void
  onmessage: ((event: MessageEvent<Reply>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

export type AskerOptions = {
  start: () => Answerer
  onAnswer: (reply: Reply) => void
  /** What is still being worked on, each time that changes. */
  onPending: (kinds: readonly QuestionKind[]) => void
  onFailure: (message: string) => void
}

export type Asker = {
  /** Asks these, whatever was asked before. */
  ask(kinds: readonly QuestionKind[], request: Request): void
  /** Stops; what is known already stays. */
  cancel(): void
  close(): void
}

export function createAsker({ start, onAnswer, onPending, onFailure }: AskerOptions): Asker {
  let worker: Answerer | undefined
  let number = 0
  let pending: QuestionKind[] = []

  const stop = () => {
    worker?.terminate()
    worker = undefined
    pending = []
  }
  const begin = (): Answerer => {
    const made = start()
    made.onmessage = ({ data }) => {
      if (data.number !== number) return
      pending = pending.filter((kind) => kind !== data.kind)
      onAnswer(data)
      onPending(pending)
    }
    made.onerror = (event) => {
      stop()
      onPending(pending)
      onFailure(event.message ?? 'The worker ended.')
    }
    return made
  }
  return {
    ask(kinds, request) {
      const wanted = [...new Set([...kinds, ...pending])]
      if (pending.length > 0) stop()
      worker ??= begin()
      number++
      pending = wanted
      onPending(pending)
      worker.postMessage({ number, kinds: wanted, request })
    },
    cancel() {
      stop()
      onPending(pending)
    },
    close: stop,
  }
}
