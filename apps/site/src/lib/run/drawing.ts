/**
 * Figures drawn by Vega-Lite in the tab. Nothing is fetched: data stand inline, and whatever would load is refused. Vega's
 * expressions are interpreted (`ast`), since the page's policy forbids making code of text.
 */
import type { View } from 'vega'

export type Drawing = { svg: () => Promise<string>; png: () => Promise<Blob>; end: () => void }

/** Colours and type of the page around it, so that a figure is right by day and by night. */
export function figureStyle(element: Element) {
  const style = getComputedStyle(element)
  // light-dark() is resolved where a property that takes a colour has it, not in a variable.
  const probe = element.appendChild(document.createElement('i'))
  const colour = (name: string) => {
    probe.style.color = `var(--${name})`
    return getComputedStyle(probe).color
  }
  const [ink, soft, hair, runs] = ['ink', 'soft', 'hair', 'runs'].map(colour) as [string, string, string, string]
  const dark = luminance(ink) > 0.5
  probe.remove()
  return { ink, soft, hair, runs, dark, font: style.fontFamily }
}

const luminance = (rgb: string): number => {
  const [r = 0, g = 0, b = 0] = (rgb.match(/[\d.]+/g) ?? []).map(Number)
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255
}

/** Eight hues that are told apart by the colour-blind, for either ground (after Okabe & Ito 2008; the greys adapt). */
const hues = {
  light: ['#0b6fa4', '#c8500b', '#1b7a4f', '#8a5fa8', '#a87400', '#444038', '#c0507f', '#4f8fb8'],
  dark: ['#6cb8e6', '#f29a5c', '#74cf9f', '#c9a4e0', '#e3bd58', '#cfc8b8', '#ee9dbd', '#9cd0ee'],
}

type Style = ReturnType<typeof figureStyle>

/** A configuration of Vega-Lite; the specification's own wins where it says something. */
export function figureConfig({ ink, soft, hair, dark, font }: Style) {
  const category = dark ? hues.dark : hues.light
  const label = {
    labelColor: soft,
    titleColor: ink,
    labelFont: font,
    titleFont: font,
    labelFontSize: 13,
    titleFontSize: 14,
    titleFontWeight: 'normal',
  }
  return {
    background: 'transparent',
    font,
    view: { stroke: 'transparent' },
    axis: {
      ...label,
      domainColor: soft,
      tickColor: hair,
      gridColor: hair,
      gridOpacity: 0.7,
      labelLimit: 220,
      titlePadding: 8,
    },
    legend: { ...label, orient: 'top', labelLimit: 260, symbolStrokeColor: soft },
    header: {
      labelColor: ink,
      titleColor: ink,
      labelFont: font,
      titleFont: font,
      labelFontSize: 13,
      titleFontSize: 14,
      titleFontWeight: 'normal',
    },
    title: { color: ink, font, fontSize: 15, fontWeight: 'normal', anchor: 'start' },
    text: { color: ink, font, fontSize: 13 },
    mark: { color: category[0] },
    line: { strokeWidth: 2 },
    point: { filled: true, size: 45 },
    rule: { color: soft },
    errorbar: { color: soft },
    bar: { color: category[0] },
    range: { category, ramp: { scheme: dark ? 'darkblue' : 'blues' } },
  }
}

/** Draws into `element`, as wide as that is. Throws what Vega says of a specification it cannot read. */
export async function draw(element: HTMLElement, spec: Record<string, unknown>, alt: string): Promise<Drawing> {
  const [vega, { compile }, { expressionInterpreter }] = await Promise.all([
    import('vega'),
    import('vega-lite'),
    import('vega-interpreter'),
  ])
  const style = figureStyle(element)
  const fitted = fit(spec, element.clientWidth)
  const { spec: compiled } = compile(fitted as never, {
    config: figureConfig(style) as never,
    logger: vega.logger(vega.Error), // its warnings are for who writes methods
  })
  const refuse = async () => Promise.reject(new Error('A figure loads nothing: its data stand in it.'))
  const loader = Object.assign(vega.loader(), { load: refuse, file: refuse, http: refuse })
  const view: View = new vega.View(vega.parse(compiled, undefined, { ast: true } as never), {
    expr: expressionInterpreter,
    renderer: 'svg',
    loader,
    container: element,
    hover: false,
    logLevel: vega.Error,
  } as never)
  await view.runAsync()
  label(element, alt)
  return {
    svg: () => view.toSVG(),
    png: async () => {
      const canvas = (await view.toCanvas(2)) as HTMLCanvasElement
      return new Promise((resolve, reject) =>
        canvas.toBlob(
          (blob) => (blob ? resolve(blob) : reject(new Error('The browser drew no picture.'))),
          'image/png',
        ),
      )
    },
    end: () => void view.finalize(),
  }
}

/** One view takes the width there is; several in a row keep theirs and are scrolled. */
function fit(spec: Record<string, unknown>, width: number): Record<string, unknown> {
  const isComposed = ['hconcat', 'concat', 'facet', 'repeat', 'vconcat'].some((key) => key in spec)
  const encoding = (spec.encoding ?? {}) as Record<string, unknown>
  const isFaceted = ['column', 'facet', 'row'].some((key) => key in encoding)
  if (isComposed || isFaceted) return { autosize: { type: 'pad', contains: 'padding' }, ...spec }
  const own = typeof spec.width === 'number' ? spec.width : Number.POSITIVE_INFINITY
  const height = spec.height ?? Math.round(Math.min(340, Math.max(200, width * 0.55)))
  return {
    ...spec,
    width: Math.min(Math.max(own, 480), Math.max(width, 240)),
    height,
    autosize: { type: 'fit-x', contains: 'padding' },
  }
}

/** A picture to a screen reader: its parts have no names of their own, the text beside it has everything. */
function label(element: HTMLElement, alt: string): void {
  const svg = element.querySelector('svg')
  svg?.setAttribute('role', 'img')
  svg?.setAttribute('aria-label', alt)
  for (const part of svg?.querySelectorAll('[aria-label], [role]') ?? []) {
    part.removeAttribute('aria-label')
    part.removeAttribute('role')
    part.removeAttribute('aria-roledescription')
  }
}
