export { errorTable, type ErrorCode, type ErrorEntry } from './errors/error-table.js';
export {
  describeError,
  isWeirError,
  WeirError,
  type ErrorDetails,
  type WeirErrorOptions,
} from './errors/weir-error.js';

export { describeRecord, lineageAt, pickRecords, type Batch, type Lineage, type Origin } from './record/batch.js';
export type { ElementCodec } from './record/element-codec.js';
export type { JsonValue } from './record/json-value.js';
export { isBalanced, sumLedgers, type Ledger } from './record/ledger.js';
export { recordId, type RecordScope } from './record/record-id.js';
export { structuredJson } from './record/structured-json.js';

export { durationSyntax, parseDuration } from './config/duration.js';
export { jobKeys } from './config/job-keys.js';
export {
  flag,
  integer,
  key,
  keyNames,
  refuseUnknownKeys,
  resolveKeys,
  type KeySpec,
  type KeyTable,
  type KeyValues,
} from './config/key-table.js';
export { flattenObject, loadParameters, type ConfigObject, type ParameterSources } from './config/load-parameters.js';
export { nearest } from './config/nearest.js';
export { displayValue, isSecretKey, type ParameterEntry } from './config/parameter-entry.js';
export { Parameters } from './config/parameters.js';

export { systemClock, type Clock } from './ports/clock.js';
export {
  deadLetterReasons,
  networkErrors,
  type Attempt,
  type DeadLetter,
  type DeadLetterReason,
  type NetworkError,
} from './ports/dead-letter.js';
export type {
  DeadLetterStore,
  LetterFilter,
  LetterQuery,
  Resolution,
  StoredLetter,
} from './ports/dead-letter-store.js';
export { stderrLogger, type LogFields, type Logger } from './ports/logger.js';
export type { OutcomeListener, RecordOutcome } from './ports/outcome.js';
export type { Sink, SinkContext, SinkWriter } from './ports/sink.js';
export type { ReadBatch, Source, SourceContext, SourceReader, SourceSplit, SourceTraits } from './ports/source.js';
