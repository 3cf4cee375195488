export { type Column, rowCount, type Table } from './table.ts'
