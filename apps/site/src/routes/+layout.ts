// Reading needs no script: pages ship none of the framework's. A page with something to operate sets its own `csr = true`.
export const csr = false
