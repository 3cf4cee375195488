declare module 'virtual:methods' {
  /** The modules of methods that run in a tab, by slug. */
  export const methods: Record<string, () => Promise<Record<string, unknown>>>
}
