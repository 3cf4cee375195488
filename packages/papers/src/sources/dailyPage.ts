/**
 * A "Daily Papers" page as a browser shows it: its text, or the saved HTML. Embedded data is used where the HTML has
 * it (it is what the page was drawn from), then the markup of its articles, then its visible text.
 * The page leaves out the current year; how it is inferred stands in `pageDay.ts` and is said in a note.
 */
import { parseArxivId } from '../identifiers.ts'
import type { Listing } from '../record.ts'
import { titleKey } from '../text.ts'
import { embeddedEntries, htmlEntries, visibleText } from './dailyPageHtml.ts'
import { type PageEntry, type PageText, readPageText } from './dailyPageText.ts'
import { type Draft, finished, link, placeIn } from './draft.ts'
import { hfDaily } from './hfDaily.ts'
import { type PageDay, pageDayOf, parsePrinted, printedDay } from './pageDay.ts'
import type { ParseContext, ParsedItem, Source } from './source.ts'

export const dailyPage: Source = {
  id: 'daily-page',
  label: 'Daily Papers page',
  authority: 20,
  detect: ({ head }) => {
    if (/^\s*[[{]/.test(head)) return 0
    if (/data-target=["']DailyPapers["']/.test(head)) return 0.97
    if (/<article[\s>]/i.test(head) && /href=["'][^"']*\/papers\/\d{4}\.\d{4,5}/.test(head)) return 0.9
    const bylines = head.match(/^\s*(?:•\s*)?\d+ authors?\b|^\s*·\s*$/gm)?.length ?? 0
    const title = /\bDaily Papers\b/.test(head)
    if (bylines > 0) return Math.min(0.95, (title ? 0.7 : 0.5) + bylines / 20)
    return title && /<html[\s>]/i.test(head) ? 0.5 : 0
  },
  async *parse(text, context) {
    const { page, isCut } = await readWhole(text)
    if (isCut)
      yield {
        kind: 'note',
        text: `${context.name || 'The page'} is longer than any daily page; only its first ${mostCharacters} characters were read.`,
      }
    if (!/<(?:!doctype|html|body|main|article|div)\b/i.test(page)) yield* itemsOf(readPageText(page), context)
    else yield* htmlItems(page, context)
  },
}

const mostCharacters = 16 * 1024 * 1024

/** A page is small and makes sense only as a whole. */
async function readWhole(text: AsyncIterable<string>): Promise<{ page: string; isCut: boolean }> {
  let page = ''
  for await (const chunk of text) {
    page += chunk
    if (page.length > mostCharacters) return { page: page.slice(0, mostCharacters), isCut: true }
  }
  return { page, isCut: false }
}

async function* htmlItems(page: string, context: ParseContext): AsyncGenerator<ParsedItem> {
  const embedded = embeddedEntries(page)
  if (embedded) {
    yield* hfDaily.parse(once(JSON.stringify(embedded.entries)), {
      ...context,
      pageDate: context.pageDate ?? embedded.day,
    })
    return
  }
  const articles = htmlEntries(page)
  const seen = readPageText(visibleText(page))
  yield* itemsOf(articles.length > 0 ? { ...seen, entries: articles, ignored: [] } : seen, context)
}

async function* once(text: string): AsyncGenerator<string> {
  yield text
}

function* itemsOf({ entries, printedDate, ignored }: PageText, context: ParseContext): Generator<ParsedItem> {
  if (entries.length === 0) {
    if (ignored.length > 0)
      yield {
        kind: 'note',
        text: `${context.name || 'The page'} holds no paper: no title followed by an abstract was found.`,
      }
    return
  }
  const found = pageDayOf(
    printedDate,
    entries.flatMap(({ date }) => date ?? []),
    context,
  )
  yield { kind: 'note', text: found.reasoning }
  for (const [i, entry] of entries.entries()) {
    const where = placeIn(context, `paper ${i + 1} (line ${entry.line})`)
    yield* finished(toDraft(entry, i + 1, found), where, context)
  }
  if (ignored.length > 0)
    yield { kind: 'note', text: `After the last paper, ${lineCount(ignored.length)} no paper: "${ignored[0]}".` }
}

function toDraft(entry: PageEntry, position: number, page: PageDay): Draft {
  const arxiv = parseArxivId(entry.arxivId ?? '')
  const printed = entry.date === undefined ? undefined : parsePrinted(entry.date)
  const submitted = printed && printedDay(printed, page.day)
  const listing: Listing | undefined =
    page.day === undefined
      ? undefined
      : { day: page.day, position, ...(printed?.comments !== undefined && { comments: printed.comments }) }
  return {
    key: arxiv ? arxiv.id : titleKey(entry.title),
    title: entry.title,
    abstract: entry.abstract,
    identifiers: [arxiv && { scheme: 'arxiv', value: arxiv.id }],
    links: [
      arxiv && link('abstract', `https://arxiv.org/abs/${arxiv.id}`),
      arxiv && link('pdf', `https://arxiv.org/pdf/${arxiv.id}`),
    ],
    ...peopleIn(entry.byline),
    dates: { submitted: submitted && 'date' in submitted ? submitted.date : undefined },
    listing,
    problems: submitted && 'problem' in submitted ? [submitted.problem] : [],
  }
}

/** `• 5 authors`, or an organisation's login and full name ("nvidia NVIDIA"), or one of them. */
function peopleIn(byline: string | undefined): Pick<Draft, 'authorCount' | 'organisations' | 'extra'> {
  if (byline === undefined) return {}
  const [, count] = /^(?:•\s*)?(\d+) authors?$/i.exec(byline) ?? []
  if (count) return { authorCount: Number(count) }
  const [login = '', ...name] = byline.split(' ')
  return name.length === 0
    ? { organisations: [login] }
    : { organisations: [name.join(' ')], extra: { organisationLogin: login } }
}

function lineCount(count: number): string {
  return count === 1 ? 'one line is' : `${count} lines are`
}
