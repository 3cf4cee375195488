/** Hands the reader a file made in the tab. */
export function save(name: string, mediaType: string, content: string | Blob | Uint8Array<ArrayBuffer>): void {
  const blob = content instanceof Blob ? content : new Blob([content], { type: mediaType })
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** A report's file: its text, or the bytes that its base64 stands for. */
export const contentOf = ({
  content,
  encoding,
}: {
  content: string
  encoding: 'text' | 'base64'
}): string | Uint8Array<ArrayBuffer> =>
  encoding === 'text' ? content : Uint8Array.from(atob(content), (character) => character.charCodeAt(0))
