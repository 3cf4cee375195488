export { type RandomDagOptions, randomDag } from './randomDag.ts'
export { randomTableModel, type TableFamily, type TableModel, type TableModelOptions } from './randomTableModel.ts'
