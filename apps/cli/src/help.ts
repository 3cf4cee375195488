import type { Command, Option } from './command.ts'

export const commonOptions: Record<string, Option> = {
  home: { type: 'string', value: 'DIR', help: 'folder of everything this instance owns (.causerie, or CAUSERIE_HOME)' },
  json: { type: 'boolean', help: 'print one JSON answer for programs' },
  help: { type: 'boolean', help: 'show this help' },
}

export function overview(commands: Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length))
  return [
    'causerie — a daily papers service you run yourself, in which the papers run',
    '',
    ...commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`),
    '',
    'causerie COMMAND --help explains one. Every command takes --home DIR and --json.',
  ].join('\n')
}

export function explain({ usage, summary, options, example }: Command): string {
  const all = Object.entries({ ...options, ...commonOptions })
  const names = all.map(([name, { value }]) => `--${name}${value ? ` ${value}` : ''}`)
  const width = Math.max(...names.map(({ length }) => length))
  return [
    usage,
    '',
    `  ${summary}`,
    '',
    ...all.map(([, { help }], at) => `  ${names[at]!.padEnd(width)}  ${help}`),
    '',
    `  For example: ${example}`,
  ].join('\n')
}
