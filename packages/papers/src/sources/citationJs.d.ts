/** The two inner parsers of @citation-js/plugin-bibtex 0.8 that are used here; the package has no types of its own. */
declare module '@citation-js/plugin-bibtex/lib/input/file.js' {
  export function parse(text: string): { type: string; label: string; properties: Record<string, string | number> }[]
}
declare module '@citation-js/plugin-bibtex/lib/input/value.js' {
  export function parse(text: string, field: string): unknown
}
declare module '@citation-js/plugin-bibtex/lib/input/constants.js' {
  export const defaultStrings: Record<string, string>
}
