/** For tests: an XML document as a tree, read by a strict parser with namespaces; what is not well-formed throws. */
import { SaxesParser } from 'saxes'

export type XmlNode = { name: string; attributes: Record<string, string>; children: XmlNode[]; text: string }

/** Names are written `{namespace}local`, without a namespace `local`. */
export function readXml(document: string): XmlNode {
  const root: XmlNode = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  const parser = new SaxesParser({ xmlns: true })
  parser.on('error', (error) => {
    throw error
  })
  parser.on('opentag', ({ uri, local, attributes }) => {
    const node: XmlNode = {
      name: uri ? `{${uri}}${local}` : local,
      attributes: Object.fromEntries(Object.entries(attributes).map(([key, { value }]) => [key, value])),
      children: [],
      text: '',
    }
    open.at(-1)!.children.push(node)
    open.push(node)
  })
  parser.on('text', (text) => {
    open.at(-1)!.text += text
  })
  parser.on('closetag', () => void open.pop())
  parser.write(document).close()
  return root.children[0]!
}

export const childrenOf = ({ children }: XmlNode, name: string): XmlNode[] =>
  children.filter((child) => child.name === name)
