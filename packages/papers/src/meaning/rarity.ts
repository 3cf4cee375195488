/** How rare a token is: 1 in no text, 0 in all; inverse document frequency (Spärck Jones 1972), scaled. */
export function rarity(textsWith: number, texts: number): number {
  return Math.max(0, Math.log((texts + 1) / (textsWith + 0.5))) / Math.log(2 * (texts + 1))
}
