import { plural, type SavedSearch } from '@causerie/papers'
import { type Command, type Context, UsageError } from '../command.ts'

export const savedCommand: Command = {
  name: 'saved',
  summary: 'searches kept under a name, each with a page and feeds: list, add NAME QUERY, remove NAME',
  usage: 'causerie saved [list] | add NAME QUERY | remove NAME',
  options: {},
  example: "causerie saved add discovery 'causal discovery year:2022..'",
  async run(context) {
    const result = await context.operate<{ items: SavedSearch[] }>('saved', inputOf(context))
    if (!context.json) printList(context, result.items)
    return { result }
  },
}

function inputOf({ positionals }: Context): { add?: { name: string; query: string }; remove?: string } {
  const [action = 'list', name, ...rest] = positionals
  const query = rest.join(' ')
  if (action === 'list' && name === undefined) return {}
  if (action === 'add' && name !== undefined && query !== '') return { add: { name, query } }
  if (action === 'remove' && name !== undefined && query === '') return { remove: name }
  throw new UsageError(mistake(action, name, query))
}

function mistake(action: string, name: string | undefined, query: string): string {
  if (action === 'add') return name === undefined ? 'Give the search a name.' : `Say what “${name}” should look for.`
  if (action === 'remove')
    return name === undefined ? 'Name the search to remove.' : `One search at a time; “${query}” is too much.`
  if (action === 'list')
    return `saved list takes no more words; “${[name, query].filter(Boolean).join(' ')}” is too much.`
  return `saved cannot “${action}”; it can list, add and remove.`
}

function printList({ print }: Context, items: SavedSearch[]): void {
  if (items.length === 0) print('No search is saved. For example: causerie saved add discovery causal discovery')
  else print(`${plural(items.length, 'saved search')}; pages and feeds are at /saved`)
  for (const { slug, name, query } of items) print(`\n  ${name}\n  ${query}\n  /saved/${slug}`)
}
