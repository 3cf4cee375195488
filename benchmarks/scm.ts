/** The causal engine beside its peers [separation adjustment inference identification] [--dagitty FOLDER] [--pgmpy FOLDER] [--python PATH] */
import { parseArgs } from 'node:util'
import { machine } from './measuring/measure.ts'
import { loadDagitty } from './peers/dagitty.ts'
import { measureAdjustment } from './scm/adjustment.ts'
import { measureIdentification } from './scm/identification.ts'
import { measureInference } from './scm/inference.ts'
import { measureSeparation } from './scm/separation.ts'

const parts = {
  separation: measureSeparation,
  adjustment: measureAdjustment,
  inference: measureInference,
  identification: measureIdentification,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dagitty: { type: 'string', default: process.env.DAGITTY },
    pgmpy: { type: 'string', default: process.env.PGMPY },
    python: { type: 'string' },
  },
})
const unknown = positionals.find((name) => !(name in parts))
if (unknown !== undefined) {
  console.error(`No part “${unknown}”. There are: ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}
const dagitty = values.dagitty ? loadDagitty(values.dagitty) : undefined
console.log(machine())
console.log(dagitty ? `dagitty from ${values.dagitty}` : 'dagitty: not measured; name a checkout by --dagitty FOLDER.')
console.log(
  'CPU time (user + system), one thread, medians of whole workloads after one run to warm up; × is our gain.\n',
)
const peers = { ...(dagitty ? { dagitty } : {}), pgmpy: values.pgmpy, python: values.python }
for (const [name, measure] of Object.entries(parts))
  if (positionals.length === 0 || positionals.includes(name)) measure(peers)
