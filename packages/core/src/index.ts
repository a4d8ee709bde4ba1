export type { ErrorEntry } from './errors/error-entry.js';
export { errorTable, type ErrorCode } from './errors/error-table.js';
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
export { parseElements, stringifyElements, structuredJson } from './record/structured-json.js';

export { durationSyntax, parseDuration } from './config/duration.js';
export { jobKeys } from './config/job-keys.js';
export {
  flag,
  integer,
  joinKey,
  key,
  keyNames,
  refuseUnknownKeys,
  resolveKeys,
  type KeySpec,
  type KeyTable,
  type KeyValues,
} from './config/key-table.js';
export { flattenObject, type ConfigObject } from './config/flatten-object.js';
export { loadParameters, resolveParameters, type ParameterSources } from './config/load-parameters.js';
export { onErrorModes, type OnError } from './config/on-error.js';
export { nearest } from './config/nearest.js';
export { displayValue, isSecretKey, type ParameterEntry, type WrittenParameter } from './config/parameter-entry.js';
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
export type {
  Counter,
  GaugeReader,
  Histogram,
  MetricLabels,
  Metrics,
  MetricSample,
  MetricSpec,
} from './ports/metrics.js';
export type { OutcomeListener, RecordOutcome } from './ports/outcome.js';
export type { Sink, SinkContext, SinkState, SinkWriter, StateUnit } from './ports/sink.js';
export type { ReadBatch, Source, SourceContext, SourceReader, SourceSplit, SourceTraits } from './ports/source.js';

export type { HistogramSample, MetricFamily } from './metrics/metric-family.js';
export { MetricRegistry } from './metrics/metric-registry.js';

export type { AsyncCallOptions } from './operators/call-async.js';
export { createChainStep, type ChainStep } from './operators/chain-step.js';
export { FailedRecords } from './operators/failed-records.js';
export type { MapAsyncContext, MapAsyncOperator, MapAsyncOptions } from './operators/map-async.js';
export type { OnFailed, OperatorOptions } from './operators/operator-options.js';
export { operatorError, showRecord, type OperatorLabel } from './operators/operator-error.js';
export type { Operator, SyncOperator } from './operators/operator.js';
export { createPartitioner, hashKey, type Routed } from './operators/partition-batch.js';
export { settleAsync, type AsyncOutcome } from './operators/settle-async.js';
export type { Step } from './operators/step.js';

export { explainGraph, explainGraphAsMermaid } from './graph/explain-graph.js';
export {
  labelOf,
  type GraphEdge,
  type GraphNode,
  type JobGraph,
  type OperatorNode,
  type Partitioning,
  type SinkNode,
  type SourceNode,
} from './graph/job-graph.js';

export { ChunkReader } from './sources/chunk-reader.js';
export { IterableSource, type AnyIterable } from './sources/iterable-source.js';
export type { GenerateOptions } from './sources/generator-source.js';
export type { TextFileOptions } from './sources/text-file-source.js';

export { DataStream } from './api/data-stream.js';
export { DataStreamSink } from './api/data-stream-sink.js';
export { StreamingContext } from './api/streaming-context.js';
export { isJobClass, StreamingJob, type JobClass, type JobSettings } from './api/streaming-job.js';

export { configureJob, drawGraph } from './runner/draw-graph.js';
export { JobFailedError } from './runner/job-failed-error.js';
export type { JobResult, JobState, SinkResult } from './runner/job-result.js';
export { runLifecycle, type LifecycleContext, type PreparedJob } from './runner/run-lifecycle.js';
export type { JobHandle, RunnerTraits } from './runner/runner.js';
