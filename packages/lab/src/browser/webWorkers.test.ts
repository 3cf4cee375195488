import { afterAll, expect, test } from 'vitest'
import { runnerContract } from '../testing/index.ts'
import { findChromium, openTabs } from '../testing/tab.ts'

const chromium = findChromium()
if (chromium) {
  const tabs = openTabs(chromium)
  afterAll(async () => (await tabs).close())
  runnerContract('web workers in Chromium', async () => ({ ...(await (await tabs).open()), canForce: true }))
} else {
  const sentence = 'No Chromium here (looked with `command -v chromium`): web workers were not tested.'
  if (process.env.CAUSERIE_REQUIRE?.includes('chromium')) test('web workers', () => expect.fail(sentence))
  else test.skip(sentence, () => {})
}
