export { HttpMethodSink } from './http-method-sink.js';
export { HttpSink, type HttpSinkInit } from './http-sink.js';
export { replayRequest, type ReplayChanges } from './letter/replay-request.js';
export {
  configNames,
  type BackoffConfig,
  type DestinationConfig,
  type HttpSinkConfig,
  type OutcomeConfig,
  type RetryConfig,
} from './options/http-sink-config.js';
export { httpSinkKeys, ignoredHttpSinkKeys } from './options/http-sink-keys.js';
export { httpSinkPrefix, resolveHttpSinkOptions, type HttpSinkOptions } from './options/resolve-http-sink-options.js';
export type { SecurityConfig } from './options/security-config.js';
export type { ConnectionOptions, ProxyOptions, SecurityOptions, TlsOptions } from './options/security-options.js';
export type { Outcome } from './outcome/classify-outcome.js';
export { formatConditions, type OutcomeConditions } from './outcome/outcome-conditions.js';
export { outcome, type HttpResponse, type OutcomeFunction } from './outcome/outcome-function.js';
export { outcomeTable, type OutcomeRule, type OutcomeSettings, type OutcomeTable } from './outcome/outcome-table.js';
export type { StatusRange } from './outcome/status-codes.js';
export type { LetterSelection } from './replay/letter-source.js';
export { planReplay, type PlannedReplay, type ReplayObstacle, type ReplayPlanOptions } from './replay/plan-replay.js';
export { RefusedLetters } from './replay/refused-letters.js';
export { replayJob, type ReplayOptions } from './replay/replay-job.js';
export type { HttpRecord, HttpRequest, JsonBody } from './request/http-request.js';
export type { AxiosClient } from './send/axios-watched.js';
