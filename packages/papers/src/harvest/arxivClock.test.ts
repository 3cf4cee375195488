import { expect, test } from 'vitest'
import { announcementDay } from './arxivClock.ts'

// January 2099: the 5th is a Monday; New York is at UTC−5, so the cut-off is 19:00 UTC. In July it is 18:00 UTC.
test.each([
  ['2099-01-05T18:59:59Z', '2099-01-06', 'Monday before the cut-off: Monday evening, read on Tuesday'],
  ['2099-01-05T19:00:00Z', '2099-01-07', 'Monday at the cut-off: Tuesday evening, read on Wednesday'],
  ['2099-01-08T18:00:00Z', '2099-01-09', 'Thursday before: read on Friday'],
  ['2099-01-08T20:00:00Z', '2099-01-12', 'Thursday after: Sunday evening, read on Monday'],
  ['2099-01-09T18:59:00Z', '2099-01-12', 'Friday before: Sunday evening, read on Monday'],
  ['2099-01-09T19:01:00Z', '2099-01-13', 'Friday after: Monday evening, read on Tuesday'],
  ['2099-01-10T12:00:00Z', '2099-01-13', 'Saturday: read on Tuesday'],
  ['2099-01-11T23:00:00Z', '2099-01-13', 'Sunday: read on Tuesday'],
  ['2099-01-12T03:00:00Z', '2099-01-13', 'Sunday evening in New York, Monday in UTC: read on Tuesday'],
  ['2099-07-06T17:59:59Z', '2099-07-07', 'summer time: Monday before'],
  ['2099-07-06T18:00:00Z', '2099-07-08', 'summer time: Monday at the cut-off'],
  ['2099-12-31T12:00:00Z', '2100-01-01', 'the turn of the year'],
])('%s is read on %s (%s)', (submitted, day) => {
  expect(announcementDay(submitted)).toBe(day)
})

test('on the weekend the clocks change, the new cut-off holds from Monday', () => {
  expect(announcementDay('2025-03-07T18:30:00Z')).toBe('2025-03-10') // Friday, still UTC−5
  expect(announcementDay('2025-03-10T18:30:00Z')).toBe('2025-03-12') // Monday, UTC−4: after the cut-off
})

test('every hour of a year is read on a weekday, one to four days later, in order', () => {
  let before = ''
  for (let hour = 0; hour < 366 * 24; hour++) {
    const time = Date.UTC(2098, 11, 31, hour)
    const day = announcementDay(new Date(time).toISOString())!
    expect([1, 2, 3, 4, 5]).toContain(new Date(day).getUTCDay())
    expect(day >= before).toBe(true)
    expect((Date.parse(day) - time) / 86_400_000).toBeLessThan(4.5)
    before = day
  }
})

test('what is not a time has no announcement', () => {
  expect(announcementDay('soon')).toBeUndefined()
})
