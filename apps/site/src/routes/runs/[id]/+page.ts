/** Figures are drawn, and progress is followed, by script (decision 0012). */
export const csr = true
