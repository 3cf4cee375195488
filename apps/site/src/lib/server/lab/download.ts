/** A file of a run, to be saved and never shown as a page of ours. */
export function download(name: string, mediaType: string, content: string | Uint8Array<ArrayBuffer>): Response {
  const type = mediaType.split(';')[0]!
  const isText = /^text\/|json|yaml/.test(type)
  return new Response(content, {
    headers: {
      'content-type': isText ? `${type}; charset=utf-8` : type,
      'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '-')}"`,
      // What a method put into a file is nobody's script here.
      'content-security-policy': "default-src 'none'; sandbox",
    },
  })
}

/** `2` in `…/figures/2.svg`, counted from 1. */
export const numbered = <Item>(items: readonly Item[], number: string): Item | undefined =>
  /^\d{1,4}$/.test(number) ? items[Number(number) - 1] : undefined
