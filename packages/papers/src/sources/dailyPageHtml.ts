/** The saved HTML of a "Daily Papers" page: its embedded data, its articles, or just its visible text. */
import { DomUtils, Parser, parseDocument } from 'htmlparser2'
import { parseArxivId } from '../identifiers.ts'
import { parsePartialDate } from '../partialDate.ts'
import { cleanText } from '../text.ts'
import { type PageEntry, readPageText } from './dailyPageText.ts'

/** The entries the page was drawn from: the `data-props` of its `data-target="DailyPapers"` element. */
export function embeddedEntries(page: string): { entries: unknown[]; day?: string } | undefined {
  let props: string | undefined
  const parser = new Parser({
    onopentag: (_, attributes) => {
      if (attributes['data-target'] === 'DailyPapers') props ??= attributes['data-props']
    },
  })
  parser.end(page)
  if (props === undefined) return undefined
  try {
    return entriesIn(JSON.parse(props) as Record<string, unknown>)
  } catch {
    return undefined // damaged in saving; the page itself can still be read
  }
}

function entriesIn(props: Record<string, unknown>): { entries: unknown[]; day?: string } | undefined {
  const entries = [props.dailyPapers, props.papers, ...Object.values(props)].find(
    (value) => Array.isArray(value) && value.some(isEntry),
  )
  if (!Array.isArray(entries)) return undefined
  const shown = [props.dateString, props.date].find((value) => typeof value === 'string')
  const day = typeof shown === 'string' ? parsePartialDate(shown) : undefined
  return day?.length === 10 ? { entries, day } : { entries }
}

function isEntry(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'paper' in value
}

/** One entry an `<article>` whose heading links to `/papers/<arXiv id>`. */
export function htmlEntries(page: string): PageEntry[] {
  const articles = DomUtils.getElementsByTagName('article', parseDocument(page, { withStartIndices: true }))
  return articles.flatMap((article): PageEntry[] => {
    const heading = DomUtils.getElementsByTagName('h3', article)[0]
    const anchors = DomUtils.getElementsByTagName('a', heading ?? article)
    const anchor = anchors.find(({ attribs }) => /\/papers\/[^/]+$/.test(attribs.href ?? ''))
    const title = cleanText(DomUtils.textContent(heading ?? anchor ?? article))
    const id = parseArxivId(anchor?.attribs.href?.replace(/^.*\/papers\//, '') ?? '')
    if (!id || title === '') return []
    const line = page.slice(0, article.startIndex ?? 0).split('\n').length
    return [{ ...restOf(article), line, title, arxivId: id.id }]
  })
}

type HtmlElement = ReturnType<typeof DomUtils.getElementsByTagName>[number]

/** Abstract, people and date as the text of the page gives them. */
function restOf(article: HtmlElement): Omit<PageEntry, 'line' | 'title'> {
  const paragraph = DomUtils.getElementsByTagName('p', article)[0]
  const text = blockText(article)
  const [read] = readPageText(text).entries
  const abstract = paragraph && cleanText(DomUtils.textContent(paragraph))
  const count = /(?:^|\n)\s*(?:•\s*)?(\d+ authors?)\s*(?:\n|$)/i.exec(text)?.[1]
  return {
    ...(abstract && { abstract }),
    ...((read?.byline ?? count) && { byline: read?.byline ?? count }),
    ...(read?.date && { date: read.date }),
  }
}

/** The page as a reader sees it, blocks apart from each other by blank lines. */
export function visibleText(page: string): string {
  return blockText(parseDocument(page))
}

/** What is looked at in a node of htmlparser2's tree. */
type Visible = { type: string; name?: string; data?: string; children?: readonly Visible[] }

const inline = /^(?:a|abbr|b|bdi|bdo|cite|code|em|font|i|kbd|mark|s|small|span|strong|sub|sup|time|u|var)$/
const hidden = /^(?:script|style|template|noscript|svg|head|button|select)$/

function blockText({ type, name = '', data = '', children = [] }: Visible): string {
  if (type === 'text') return data.replace(/\s+/g, ' ')
  if (hidden.test(name)) return ''
  const inner = children.map(blockText).join('')
  return inline.test(name) ? inner : `\n\n${inner}\n\n`
}
