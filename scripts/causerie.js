#!/usr/bin/env node
// The `causerie` command (npx causerie …): the site is built only for `start`.
import { launch } from './launch.js'
import { ending } from './run.js'

await ending(() => launch(process.argv.slice(2)))
