export {
  type ColumnDescription,
  type Counts,
  type LargeTable,
  type Moments,
  type OpenOptions,
  openTable,
  type ReadRows,
} from './largeTable.ts'
