/** The desk is operated, not only read: this page brings the framework’s script (docs/decisions/0012). */
export const csr = true
