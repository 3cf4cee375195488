/** The picture as an SVG file that stands alone: its own colours, black on nothing, fonts of the reader. */
import type { Graph } from '@causerie/scm'
import type { DeskPaths } from '../questions/paths.ts'
import { type EdgeShape, type NodeShape, pictureOf } from './geometry.ts'
import { type EdgeTone, toneOfEdges } from './tones.ts'

const colours: Record<EdgeTone, string> = { plain: '#1c1a17', causal: '#1b5e3b', biasing: '#9a1b1e' }

export function svgFile(graph: Graph, paths?: DeskPaths): string {
  const { nodes, edges, box, fontSize } = pictureOf(graph)
  const tones = toneOfEdges(paths)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x} ${box.y} ${box.width} ${box.height}" width="${box.width}" height="${box.height}" font-family="Newsreader, Georgia, serif" font-size="${fontSize}">`,
    `<title>${escaped(titleOf(graph))}</title>`,
    ...edges.map((shape) => edgeMarkup(shape, tones.get(shape.key) ?? 'plain')),
    ...nodes.map((shape) => nodeMarkup(shape, graph)),
    '</svg>',
    '',
  ].join('\n')
}

function edgeMarkup({ edge, path, arrows, circles }: EdgeShape, tone: EdgeTone): string {
  const isArc = edge.fromMark === 'arrow' && edge.toMark === 'arrow'
  const colour = colours[tone]
  const width = tone === 'plain' ? 1.3 : 2.2
  const dash = isArc ? ' stroke-dasharray="5 4"' : ''
  return [
    `<path d="${path}" fill="none" stroke="${colour}" stroke-width="${width}"${dash}/>`,
    ...arrows.map((points) => `<polygon points="${points}" fill="${colour}"/>`),
    ...circles.map(
      ({ x, y }) =>
        `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.6" fill="#fff" stroke="${colour}" stroke-width="1.3"/>`,
    ),
  ].join('')
}

function nodeMarkup({ name, x, y, halfWidth, halfHeight }: NodeShape, { roles }: Graph): string {
  const has = (role: keyof typeof roles) => roles[role].includes(name)
  const fill = has('treatment') ? '#1c1a17' : has('adjusted') ? '#f2eee3' : '#fff'
  const radius = has('adjusted') ? 2 : halfHeight
  const stroke = has('outcome') ? 3 : 1.1
  const rectangle = (grow: number, style: string) =>
    `<rect x="${x - halfWidth - grow}" y="${y - halfHeight - grow}" width="${2 * (halfWidth + grow)}" height="${2 * (halfHeight + grow)}" rx="${radius + grow}" ${style}/>`
  return [
    ...(has('selected') ? [rectangle(3.5, 'fill="none" stroke="#1c1a17" stroke-width="1.1"')] : []),
    rectangle(
      0,
      `fill="${fill}" stroke="#1c1a17" stroke-width="${stroke}"${has('latent') ? ' stroke-dasharray="4 3"' : ''}`,
    ),
    `<text x="${x}" y="${y}" dy="0.33em" text-anchor="middle" fill="${has('treatment') ? '#fff' : '#1c1a17'}"${has('latent') ? ' font-style="italic"' : ''}>${escaped(name)}</text>`,
  ].join('')
}

export function titleOf({ nodes, edges, kind }: Graph): string {
  return `${kind.toUpperCase()} with ${nodes.length} ${nodes.length === 1 ? 'node' : 'nodes'} and ${edges.length} ${edges.length === 1 ? 'edge' : 'edges'}`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
