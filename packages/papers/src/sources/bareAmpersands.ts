/**
 * Escapes every `&` in XML text that begins no entity. saxes reads from `&` to the next `;`, however far that is, so
 * one `Geese & Ganders` would swallow the papers after it.
 */
export class BareAmpersands {
  /** The line of the first one. */
  firstLine: number | undefined
  private held = ''
  private line = 1

  /** The chunk with its bare ampersands escaped; an `&` close to the end waits for the next chunk. */
  push(chunk: string): string {
    const text = this.held + chunk
    const last = text.lastIndexOf('&')
    const isOpen = last >= 0 && last > text.length - longestEntity && !text.includes(';', last)
    this.held = isOpen ? text.slice(last) : ''
    return this.escaped(isOpen ? text.slice(0, last) : text)
  }

  end(): string {
    const text = this.held
    this.held = ''
    return this.escaped(text)
  }

  private escaped(text: string): string {
    if (this.firstLine === undefined) {
      const at = text.search(bare)
      if (at >= 0) this.firstLine = this.line + lineFeeds(text.slice(0, at))
      else this.line += lineFeeds(text)
    }
    return text.replaceAll(bareEverywhere, '&amp;')
  }
}

const longestEntity = 34
const bare = /&(?!(?:[A-Za-z][\w.-]{0,31}|#\d{1,7}|#x[\da-fA-F]{1,6});)/
const bareEverywhere = new RegExp(bare, 'g')

function lineFeeds(text: string): number {
  return text.split('\n').length - 1
}
