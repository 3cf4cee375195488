/** A method is operated, not only read: this page brings the framework's script (decision 0012). */
export const csr = true
