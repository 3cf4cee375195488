/** Figures are drawn by script (decision 0012). */
export const csr = true
