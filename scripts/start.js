// npm start: makes ready what is missing, then runs `causerie start`.
import { launch } from './launch.js'
import { ending } from './run.js'

await ending(() => launch(['start', ...process.argv.slice(2)]))
