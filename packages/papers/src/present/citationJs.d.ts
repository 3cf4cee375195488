/** citation-js ships no types; only tests and importers use it, through its plug-in registry. */
declare module '@citation-js/core'
declare module '@citation-js/plugin-bibtex'
declare module '@citation-js/plugin-ris'
