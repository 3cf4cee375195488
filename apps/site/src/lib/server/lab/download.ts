/** A file of a run, to be saved and never shown as a page of ours. */
export function download(name: string, mediaType: string, content: string | Uint8Array<ArrayBuffer>): Response {
  const isText = /^text\/|json|yaml/.test(mediaType)
  return new Response(content, {
    headers: {
      'content-type': isText ? `${mediaType.split(';')[0]}; charset=utf-8` : mediaType,
      'content-disposition': `attachment; filename="${name.replace(/[^\w.-]/g, '-')}"`,
      // What a method put into a file is nobody's script here.
      'content-security-policy': "default-src 'none'; sandbox",
    },
  })
}

export const fileName = (slug: string, id: string, rest: string): string => `${slug}-${id.slice(0, 12)}${rest}`

/** `2` in `…/tables/2.csv`, counted from 1. */
export const numbered = <Item>(items: readonly Item[], number: string): Item | undefined =>
  /^\d{1,4}$/.test(number) ? items[Number(number) - 1] : undefined
