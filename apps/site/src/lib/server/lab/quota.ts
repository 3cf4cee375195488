/** How often one address may send a run of its tab to be kept; counted in memory, forgotten with the process. */
import { LabError } from '@causerie/lab'

const hourMs = 3_600_000
const asked = new Map<string, number[]>()

/** Throws `run/quota` for one more than `most` in the last hour. */
export function requireQuota(address: string, most: number, now = Date.now()): void {
  const times = (asked.get(address) ?? []).filter((time) => now - time < hourMs)
  if (times.length >= most) {
    const minutes = Math.max(1, Math.ceil((times[0]! + hourMs - now) / 60_000))
    throw new LabError('run/quota', `From one address ${most} runs an hour are kept here, and these are used up.`, {
      hint: `Come back in ${minutes} min; meanwhile the run can be saved as JSON.`,
      details: { perHour: most, minutes },
    })
  }
  if (asked.size > 10_000) asked.clear() // so many addresses are an attack or a festival; nobody keeps a count then
  asked.set(address, [...times, now])
}
