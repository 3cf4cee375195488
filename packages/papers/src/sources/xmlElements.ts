/**
 * Streaming XML for sources: chunks of text in, complete small elements out, by local name.
 * Namespaces are looked past (prefixes differ from server to server), faults are kept and never thrown: a page may
 * be truncated, be HTML, or hold one bad character, and what is whole in it is still wanted.
 */
import { SaxesParser } from 'saxes'

export type XmlElement = {
  /** Without prefix. */
  name: string
  attributes: Record<string, string>
  children: XmlElement[]
  /** Its own text, without that of its children. */
  text: string
  line: number
}

export class XmlElements {
  /** Local name of the root, once seen. */
  root: string | undefined
  /** The root was closed: nothing is missing at the end. */
  complete = false
  /** The first thing that is not well-formed, with its line. */
  fault: string | undefined
  /** The input is a web page; nothing of it is read. */
  isHtml = false
  /** Local names of all elements opened so far. */
  readonly seen = new Set<string>()

  readonly #parser = new SaxesParser()
  readonly #wanted: ReadonlySet<string>
  #head: string | undefined = ''
  #depth = 0
  #open: XmlElement[] = [] // from the wanted element inwards
  #ready: XmlElement[] = []

  constructor(wanted: readonly string[]) {
    this.#wanted = new Set(wanted)
    this.#parser.on('opentag', ({ name, attributes }) => this.#opened(localName(name), attributes))
    this.#parser.on('closetag', () => this.#closed())
    this.#parser.on('text', (text) => this.#said(text))
    this.#parser.on('cdata', (text) => this.#said(text))
    this.#parser.on('error', ({ message }) => {
      this.fault ??= message.replace(/^(?:[^:]*:)?(\d+):\d+: /, 'line $1: ')
    })
  }

  /** Takes a chunk and returns the wanted elements that it completed. */
  write(chunk: string): XmlElement[] {
    if (this.isHtml) return []
    if (this.#head === undefined) return this.#parsed(chunk)
    this.#head = (this.#head + chunk).trimStart().replace(/^\ufeff/, '')
    if (this.#head.length < 15) return []
    return this.#begin()
  }

  close(): XmlElement[] {
    const last = this.#head === undefined ? [] : this.#begin()
    if (!this.isHtml) this.#parser.close()
    return [...last, ...this.#take()]
  }

  #begin(): XmlElement[] {
    const head = this.#head!
    this.#head = undefined
    this.isHtml = /^<(?:!doctype\s+html|html)/i.test(head)
    return this.isHtml ? [] : this.#parsed(head)
  }

  #parsed(chunk: string): XmlElement[] {
    this.#parser.write(chunk)
    return this.#take()
  }

  #take(): XmlElement[] {
    const ready = this.#ready
    this.#ready = []
    return ready
  }

  #opened(name: string, attributes: Record<string, string>): void {
    this.root ??= name
    this.seen.add(name)
    this.#depth++
    if (this.#open.length === 0 && !this.#wanted.has(name)) return
    const element = { name, attributes: localAttributes(attributes), children: [], text: '', line: this.#parser.line }
    this.#open.at(-1)?.children.push(element)
    this.#open.push(element)
  }

  #closed(): void {
    if (--this.#depth === 0) this.complete = true
    const element = this.#open.pop()
    if (element && this.#open.length === 0) this.#ready.push(element)
  }

  #said(text: string): void {
    const element = this.#open.at(-1)
    if (element) element.text += text
  }
}

export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((each) => each.name === name)
}

export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return element?.children.filter((each) => each.name === name) ?? []
}

/** The trimmed text of a child; undefined when there is no such child or nothing in it. */
export function childText(element: XmlElement | undefined, name: string): string | undefined {
  return child(element, name)?.text.trim() || undefined
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

function localAttributes(attributes: Record<string, string>): Record<string, string> {
  const own = Object.entries(attributes).filter(([name]) => !/^xmlns(?::|$)/.test(name))
  return Object.fromEntries(own.map(([name, value]) => [localName(name), value]))
}
