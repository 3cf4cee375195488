/**
 * Settles like `work`, or rejects with the signal's reason as soon as it fires. Work that does not heed the signal is
 * left to itself, and may fail when nobody listens any more: that is no fault.
 */
export function unlessStopped<Value>(work: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> {
  if (!signal) return work
  work.catch(() => {})
  return new Promise<Value>((resolve, reject) => {
    const stopped = () => reject(signal.reason)
    if (signal.aborted) return stopped()
    signal.addEventListener('abort', stopped, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stopped))
  })
}
