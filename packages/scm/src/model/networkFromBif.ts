/**
 * Reads a Bayesian network from the Bayesian Interchange Format (BIF 0.15: Cozman 1998), as the bnlearn repository
 * writes it: `variable X { type discrete [ 2 ] { yes, no }; }` and `probability ( X | A, B ) { (yes, no) 0.1, 0.9; }`.
 */
import { ScmError } from '../errors.ts'
import { type DiscreteNetwork, defineNetwork } from './network.ts'

type Token = { text: string; line: number; column: number }

type Node = { name: string; levels: string[]; parents: string[]; table: Float64Array }

/** Throws `bif/syntax` with line and column, and whatever `defineNetwork` finds wrong. */
export function networkFromBif(text: string): DiscreteNetwork {
  const read = createReader(text)
  const nodes = new Map<string, Node>()
  while (!read.done()) {
    const { text: section } = read.next()
    if (section === 'network') skipBlock(read)
    else if (section === 'variable') readVariable(read, nodes)
    else if (section === 'probability') readProbability(read, nodes)
    else throw read.fault(`“${section}” begins no part of a network`, 'Expected network, variable or probability.')
  }
  const missing = [...nodes.values()].find(({ table }) => table.length === 0)
  if (missing) throw new ScmError('bif/syntax', `“${missing.name}” has no probability block.`)
  return defineNetwork([...nodes.values()])
}

type Reader = ReturnType<typeof createReader>

function createReader(text: string) {
  const tokens = tokenise(text)
  let at = 0
  const fault = (what: string, hint?: string, where: Token | undefined = tokens[Math.max(0, at - 1)]) =>
    new ScmError('bif/syntax', `Line ${where?.line ?? 1}, column ${where?.column ?? 1}: ${what}.`, {
      hint,
      details: { ...where },
    })
  const next = (): Token => {
    const token = tokens[at++]
    if (!token) throw fault('the file ends in the middle', undefined, tokens.at(-1))
    return token
  }
  const expect = (text: string) => {
    const token = next()
    if (token.text !== text) throw fault(`“${token.text}” stands where “${text}” is expected`)
  }
  const number = (): number => {
    const { text: written } = next()
    const value = Number(written)
    if (written === '' || Number.isNaN(value)) throw fault(`“${written}” is no number`)
    return value
  }
  return { done: () => at >= tokens.length, peek: () => tokens[at]?.text, next, expect, number, fault }
}

function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  const pattern = /\/\/[^\n]*|\/\*[\s\S]*?\*\/|"([^"\n]*)"|[{}()[\];,|]|[^\s{}()[\];,|"]+/g
  let line = 1
  let lineStart = 0
  let scanned = 0
  for (const found of text.matchAll(pattern)) {
    for (; scanned < found.index; scanned++)
      if (text[scanned] === '\n') {
        line++
        lineStart = scanned + 1
      }
    if (found[0].startsWith('//') || found[0].startsWith('/*')) continue
    tokens.push({ text: found[1] ?? found[0], line, column: found.index - lineStart + 1 })
  }
  return tokens
}

function skipBlock(read: Reader): void {
  while (read.next().text !== '{');
  for (let depth = 1; depth > 0; ) {
    const { text } = read.next()
    if (text === '{') depth++
    if (text === '}') depth--
  }
}

function skipProperty(read: Reader): void {
  while (read.next().text !== ';');
}

function readVariable(read: Reader, nodes: Map<string, Node>): void {
  const { text: name } = read.next()
  if (nodes.has(name)) throw read.fault(`“${name}” is declared twice`)
  read.expect('{')
  let levels: string[] | undefined
  for (let { text } = read.next(); text !== '}'; { text } = read.next()) {
    if (text === 'property') skipProperty(read)
    else if (text === 'type') levels = readLevels(read, name)
    else throw read.fault(`“${text}” is no part of a variable`, 'Expected type or property.')
  }
  if (!levels) throw read.fault(`“${name}” has no type`)
  nodes.set(name, { name, levels, parents: [], table: new Float64Array(0) })
}

function readLevels(read: Reader, name: string): string[] {
  const { text: type } = read.next()
  if (type !== 'discrete') throw read.fault(`“${name}” is ${type}`, 'Only discrete variables are read.')
  read.expect('[')
  const count = read.number()
  read.expect(']')
  read.expect('{')
  const levels = readList(read, '}')
  read.expect(';')
  if (levels.length !== count) throw read.fault(`“${name}” announces ${count} values and lists ${levels.length}`)
  return levels
}

function readList(read: Reader, end: string): string[] {
  const items: string[] = []
  for (let { text } = read.next(); text !== end; { text } = read.next()) if (text !== ',') items.push(text)
  return items
}

function readProbability(read: Reader, nodes: Map<string, Node>): void {
  read.expect('(')
  const node = known(read, nodes, read.next().text)
  if (node.table.length > 0) throw read.fault(`“${node.name}” has two probability blocks`)
  if (read.peek() === '|') {
    read.next()
    node.parents = readList(read, ')')
    for (const parent of node.parents) known(read, nodes, parent)
  } else read.expect(')')
  const parents = node.parents.map((parent) => nodes.get(parent)!)
  const rows = parents.reduce((product, { levels }) => product * levels.length, 1)
  const card = node.levels.length
  node.table = new Float64Array(rows * card).fill(Number.NaN)
  let otherwise: number[] | undefined
  read.expect('{')
  for (let { text } = read.next(); text !== '}'; { text } = read.next()) {
    if (text === 'property') skipProperty(read)
    else if (text === 'table') fillTable(read, node, rows, card)
    else if (text === 'default') otherwise = readNumbers(read, card, node.name)
    else if (text === '(') node.table.set(...readRow(read, node, parents, card))
    else throw read.fault(`“${text}” is no part of the probabilities of “${node.name}”`)
  }
  for (let i = 0; i < node.table.length; i++) {
    if (!Number.isNaN(node.table[i])) continue
    if (!otherwise)
      throw read.fault(`“${node.name}” has no probabilities for setting ${Math.floor(i / card)} of its parents`)
    node.table[i] = otherwise[i % card]!
  }
}

/** `table` lists the values of the variable itself slowest, the last parent fastest (Cozman 1998). */
function fillTable(read: Reader, node: Node, rows: number, card: number): void {
  const numbers = readNumbers(read, rows * card, node.name)
  for (let value = 0; value < card; value++)
    for (let row = 0; row < rows; row++) node.table[row * card + value] = numbers[value * rows + row]!
}

function readRow(read: Reader, node: Node, parents: readonly Node[], card: number): [number[], number] {
  const setting = readList(read, ')')
  if (setting.length !== parents.length)
    throw read.fault(`a row of “${node.name}” names ${setting.length} values for ${parents.length} parents`)
  const row = setting.reduce((sum, level, i) => {
    const at = parents[i]!.levels.indexOf(level)
    if (at < 0)
      throw read.fault(
        `“${parents[i]!.name}” has no value “${level}”`,
        `Its values are ${parents[i]!.levels.join(', ')}.`,
      )
    return sum * parents[i]!.levels.length + at
  }, 0)
  return [readNumbers(read, card, node.name), row * card]
}

function readNumbers(read: Reader, count: number, name: string): number[] {
  const numbers: number[] = []
  while (read.peek() !== ';') {
    if (read.peek() === ',') read.next()
    else numbers.push(read.number())
  }
  read.expect(';')
  if (numbers.length !== count) throw read.fault(`“${name}” has ${numbers.length} numbers where ${count} are expected`)
  return numbers
}

function known(read: Reader, nodes: ReadonlyMap<string, Node>, name: string): Node {
  const node = nodes.get(name)
  if (!node) throw read.fault(`“${name}” is not declared`, 'Declare variables before their probabilities.')
  return node
}
