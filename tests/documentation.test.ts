/** What can be typed or set is documented: a command, an option or a setting without a line in docs/ fails here. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { commands } from '../apps/cli/src/commands/registry.ts'
import { commonOptions } from '../apps/cli/src/help.ts'
import { settingsSchema, sources } from '../packages/papers/src/index.ts'

const docs = join(import.meta.dirname, '../docs')
const read = (name: string) => (existsSync(join(docs, name)) ? readFileSync(join(docs, name), 'utf8') : '')

describe('docs/cli.md', () => {
  const text = read('cli.md')

  test.each(commands.map((command) => [command.name, command] as const))(
    'describes causerie %s and its options',
    (name, command) => {
      const section = sectionOf(text, name)
      expect(section, `docs/cli.md has no heading "## causerie ${name}"`).toBeDefined()
      for (const option of Object.keys(command.options))
        expect(section, `--${option}`).toMatch(new RegExp(`--${option}(?![\\w-])`))
    },
  )

  test('describes what every command takes, and the exit codes', () => {
    for (const option of Object.keys(commonOptions)) expect(text).toMatch(new RegExp(`--${option}(?![\\w-])`))
    for (const code of ['0', '1', '2', '3', '130']) expect(text).toMatch(new RegExp(`\\| \`?${code}\`? +\\|`))
  })

  test('names every format that can be imported', () => {
    for (const format of Object.keys(sources)) expect(text, format).toContain(`\`${format}\``)
  })

  test('describes no command and no option that is not there', () => {
    const headings = [...text.matchAll(/^## `?causerie ([\w-]+)/gm)].map(([, name]) => name)
    expect(headings.toSorted()).toEqual(commands.map(({ name }) => name).toSorted())
    const known = new Set([
      ...commands.flatMap(({ options }) => Object.keys(options)),
      ...Object.keys(commonOptions),
      'version',
    ])
    for (const name of headings) {
      const options = [...(sectionOf(text, name!) ?? '').matchAll(/`--([a-z][\w-]*)/g)].map(([, option]) => option!)
      expect(
        options.filter((option) => !known.has(option)),
        `causerie ${name}`,
      ).toEqual([])
    }
  })
})

describe('docs/settings.md', () => {
  const text = read('settings.md')
  const defaults = leaves(settingsSchema.parse({}))

  test.each(Object.entries(defaults))('describes %s with its default, %j', (path, value) => {
    // A row of a table, or a heading and what stands below it.
    const lines = text.split('\n')
    const at = lines.findIndex((one) => one.includes(`\`${path}\``))
    const line = at < 0 ? undefined : lines[at]!.startsWith('#') ? lines.slice(at, at + 4).join('\n') : lines[at]
    expect(line, `docs/settings.md has no line with \`${path}\``).toBeDefined()
    const shown = value === '' ? ['""', 'empty', "''"] : [String(value)]
    expect(
      shown.some((one) => line!.replace(`\`${path}\``, '').includes(one)),
      line,
    ).toBe(true)
  })

  test('describes no setting that is not there', () => {
    const named = [...text.matchAll(/`([a-z]+\.[a-zA-Z]+)`/g)].map(([, path]) => path!)
    expect(named.length).toBeGreaterThan(0)
    expect(named.filter((path) => path !== 'settings.json' && !(path in defaults))).toEqual([])
  })
})

/** The text below a command's heading. */
function sectionOf(text: string, name: string): string | undefined {
  return text.split(/^## /m).find((section) => new RegExp(`^\`?causerie ${name}(?![\\w-])`).test(section))
}

/** `{ 'trending.votes': 0.15, … }` */
function leaves(value: object, prefix = ''): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      typeof inner === 'object' && inner !== null
        ? Object.entries(leaves(inner, `${prefix}${key}.`))
        : [[`${prefix}${key}`, inner]],
    ),
  )
}
