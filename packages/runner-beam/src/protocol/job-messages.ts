import type { Endpoint, MonitoringInfo, Pipeline } from './messages.js';

/** TypeScript's view of `proto/job_management.proto`; names and meanings are Beam's, in camel case. */

/** A value of `google.protobuf.Struct`. */
export type StructValue =
  | { readonly nullValue: 0 }
  | { readonly boolValue: boolean }
  | { readonly numberValue: number }
  | { readonly stringValue: string }
  | { readonly listValue: { readonly values: readonly StructValue[] } }
  | { readonly structValue: Struct };

export interface Struct {
  readonly fields: Readonly<Record<string, StructValue>>;
}

export interface PrepareJobRequest {
  readonly pipeline: Pipeline;
  readonly pipelineOptions: Struct;
  readonly jobName: string;
}

export interface PrepareJobResponse {
  readonly preparationId: string;
  readonly artifactStagingEndpoint?: Endpoint | null;
  readonly stagingSessionToken: string;
}

export interface JobMessagesResponse {
  readonly messageResponse?: { readonly importance: number; readonly messageText: string } | null;
  readonly stateResponse?: { readonly state: number } | null;
}

export interface MetricResults {
  readonly attempted: readonly MonitoringInfo[];
  readonly committed: readonly MonitoringInfo[];
}
