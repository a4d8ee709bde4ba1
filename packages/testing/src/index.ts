export type {
  Answer,
  CloseAnswer,
  EndlessBodyAnswer,
  GarbageAnswer,
  HalfOpenAnswer,
  HeldAnswer,
  NeverAnswer,
  ResetAnswer,
  ResponseParts,
  SlowHeadersAnswer,
  StatusAnswer,
  TruncatedAnswer,
} from './endpoint/answer.js';
export { startEndpoint, type Endpoint, type EndpointOptions } from './endpoint/endpoint.js';
export type {
  EndpointCounts,
  EndpointLedger,
  Exchange,
  IdentityCount,
  LedgerDetail,
} from './endpoint/endpoint-ledger.js';
export { randomFaults, type FaultShare, type RandomFaultOptions } from './endpoint/random-faults.js';
export type { WireRequest } from './endpoint/read-request.js';
export { byPath, type Script, type ScriptedAnswer, type ScriptFunction } from './endpoint/script.js';
export { requestIdentity, type SeenRequest } from './endpoint/seen-request.js';

export { startFaultProxy, type FaultProxy, type ProxyFault, type ProxyTarget } from './proxy/fault-proxy.js';

export { collectSink, type CollectSink, type CollectSinkOptions } from './collecting/collect-sink.js';
export type { AbandonedRecord, CollectedRecord } from './collecting/collected-record.js';
export { ManualClock } from './collecting/manual-clock.js';
export { MemoryLogger, type LogEntry } from './collecting/memory-logger.js';
export { scriptedSource, type ScriptedSource, type ScriptedSourceOptions } from './collecting/scripted-source.js';
export type { SourceStep } from './collecting/source-step.js';

export { createWriterHarness, type WriterHarness, type WriterHarnessOptions } from './harness/writer-harness.js';

export { DeadlineError, type WaitDeadline } from './waiting/condition-waits.js';

export { describeDeadLetterStore, describeServerStore } from './conformance/dead-letter-store-conformance.js';
export type { LetterWriter, ServerStoreUnderTest, StoreUnderTest } from './conformance/dead-letter-store/store-case.js';
export { readLetters } from './conformance/dead-letter-store/store-case.js';
export { sampleLetter, sampleLetters, sampleTime } from './conformance/sample-letter.js';

export type { ConformanceJobReference, RunConformanceJob } from './conformance/runner/runner-case.js';
export { describeRunner } from './conformance/runner/runner-conformance.js';

export {
  createOperatorHarness,
  type OperatorHarness,
  type OperatorHarnessOptions,
} from './harness/operator-harness.js';
export { runStream, type RunStreamOptions, type StreamPiece } from './stream/run-stream.js';

export type { SinkUnderTest } from './conformance/sink/sink-case.js';
export { describeSink } from './conformance/sink/sink-conformance.js';
