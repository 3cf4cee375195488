/** A figure as SVG, drawn on the server as in the tab: nothing is fetched, no code is made of text. */
import { figureConfig } from '#lib/run/drawing.ts'

const light = {
  ink: '#1c1a17',
  soft: '#5b564c',
  hair: '#d8d1c1',
  runs: '#1b5e3b',
  dark: false,
  font: 'Newsreader, serif',
}
const night = {
  ink: '#e9e4d8',
  soft: '#aaa395',
  hair: '#38342d',
  runs: '#84c9a0',
  dark: true,
  font: 'Newsreader, serif',
}

export async function still(spec: Record<string, unknown>, { dark }: { dark: boolean }): Promise<string> {
  const [vega, { compile }, { expressionInterpreter }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('vega-interpreter'),
  ])
  const { spec: compiled } = compile(
    { width: 640, height: 340, ...spec, ...(spec.width === 'container' && { width: 640 }) } as never,
    {
      config: figureConfig(dark ? night : light) as never,
      logger: vega.logger(vega.Error),
    },
  )
  const refuse = async () => Promise.reject(new Error('A figure loads nothing: its data stand in it.'))
  const loader = Object.assign(vega.loader(), { load: refuse, file: refuse, http: refuse })
  const runtime = vega.parse(compiled, undefined, { ast: true } as never)
  const view = new vega.View(runtime, { renderer: 'none', loader, expr: expressionInterpreter } as never)
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}
