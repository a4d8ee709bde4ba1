export { HBaseClient } from './client/hbase-client.js';
export type { CreateTableOutcome } from './client/create-table.js';
export type { ScanRange } from './client/scan-rows.js';
export type { Cell, ColumnSelection, Row, RowToPut } from './client/row.js';
export { HBaseError } from './errors.js';
export type { HBaseErrorCode, RetryClass } from './errors.js';
export type { HBaseOptionsInput } from './options.js';
