/** TypeScript's view of the messages in `proto/`; names and meanings are Beam's, in camel case. */

/** A 64-bit number as protobufjs reads it; see {@link toNumber}. */
export type Int64 = number | { toNumber(): number };

/** What Weir reads of 64-bit numbers are counts, far below 2^53. */
export function toNumber(value: Int64): number {
  return typeof value === 'number' ? value : value.toNumber();
}

export interface FunctionSpec {
  readonly urn: string;
  readonly payload?: Uint8Array;
}

export interface PTransform {
  readonly uniqueName: string;
  readonly spec: FunctionSpec;
  readonly inputs: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
  readonly environmentId?: string;
}

/** UNBOUNDED and BOUNDED of `IsBounded.Enum`. */
export const isBounded = { unbounded: 1, bounded: 2 } as const;

export interface PCollection {
  readonly uniqueName: string;
  readonly coderId: string;
  readonly isBounded: number;
  readonly windowingStrategyId: string;
}

export interface Coder {
  readonly spec: FunctionSpec;
  readonly componentCoderIds: readonly string[];
}

export interface ParDoPayload {
  readonly doFn: FunctionSpec;
  readonly restrictionCoderId?: string;
  readonly stateSpecs?: Readonly<
    Record<string, { readonly bagSpec: { readonly elementCoderId: string }; readonly protocol: FunctionSpec }>
  >;
}

export interface Endpoint {
  readonly url: string;
}

export interface Environment {
  readonly urn: string;
  readonly payload: Uint8Array;
  readonly capabilities: readonly string[];
}

export interface Pipeline {
  readonly components: {
    readonly transforms: Readonly<Record<string, PTransform>>;
    readonly pcollections: Readonly<Record<string, PCollection>>;
    readonly windowingStrategies: Readonly<Record<string, object>>;
    readonly coders: Readonly<Record<string, Coder>>;
    readonly environments: Readonly<Record<string, Environment>>;
  };
  readonly rootTransformIds: readonly string[];
  readonly requirements: readonly string[];
}

export interface MonitoringInfo {
  readonly urn: string;
  readonly type: string;
  readonly payload: Uint8Array;
  readonly labels: Readonly<Record<string, string>>;
}

/** Names one bag of a stateful DoFn: that of a key. */
export interface BagKey {
  readonly transformId: string;
  readonly userStateId: string;
  /** Encoded; the global window is no bytes. */
  readonly window: Uint8Array;
  /** Encoded as in an element. */
  readonly key: Uint8Array;
}

export interface StateRequest {
  readonly id: string;
  readonly instructionId: string;
  readonly stateKey: { readonly bagUserState: BagKey };
  readonly get?: { readonly continuationToken: Uint8Array };
  readonly append?: { readonly data: Uint8Array };
  readonly clear?: object;
}

export interface StateResponse {
  readonly id: string;
  readonly error: string;
  readonly get?: { readonly continuationToken: Uint8Array; readonly data: Uint8Array } | null;
}

export interface ProcessBundleDescriptor {
  readonly stateApiServiceDescriptor?: Endpoint | null;
  readonly id: string;
  readonly transforms: Readonly<Record<string, PTransform>>;
  readonly coders: Readonly<Record<string, Coder>>;
}

export interface DesiredSplit {
  readonly fractionOfRemainder: number;
  readonly estimatedInputElements: Int64;
  readonly allowedSplitPoints: readonly Int64[];
}

export interface ChannelSplit {
  readonly transformId: string;
  readonly lastPrimaryElement: number;
  readonly firstResidualElement: number;
}

export interface InstructionRequest {
  readonly instructionId: string;
  /** Which of the following is set. */
  readonly request?: keyof Omit<InstructionRequest, 'instructionId' | 'request'>;
  readonly processBundle?: { readonly processBundleDescriptorId: string };
  readonly processBundleProgress?: { readonly instructionId: string };
  readonly processBundleSplit?: {
    readonly instructionId: string;
    readonly desiredSplits: Readonly<Record<string, DesiredSplit>>;
  };
  readonly finalizeBundle?: { readonly instructionId: string };
  readonly monitoringInfos?: { readonly monitoringInfoId: readonly string[] };
  readonly harnessMonitoringInfos?: object;
}

/** What is left of an element whose work goes on in another bundle. */
export interface DelayedBundleApplication {
  readonly application: {
    readonly transformId: string;
    readonly inputId: string;
    readonly element: Uint8Array;
    readonly isBounded: number;
  };
  readonly requestedTimeDelay: { readonly seconds: number; readonly nanos: number };
}

/** The metrics of a bundle in both forms that runners read: in full, and by short ids that they ask for once. */
export interface BundleMetrics {
  readonly monitoringInfos: readonly MonitoringInfo[];
  readonly monitoringData: Readonly<Record<string, Uint8Array>>;
}

export interface ProcessBundleResponse extends BundleMetrics {
  readonly residualRoots: readonly DelayedBundleApplication[];
}

export interface InstructionResponse {
  readonly instructionId: string;
  readonly error?: string;
  readonly processBundle?: ProcessBundleResponse;
  readonly processBundleProgress?: BundleMetrics;
  readonly processBundleSplit?: { readonly channelSplits: readonly ChannelSplit[] };
  readonly finalizeBundle?: object;
  readonly monitoringInfos?: { readonly monitoringInfo: Readonly<Record<string, MonitoringInfo>> };
  readonly harnessMonitoringInfos?: object;
}

export interface ElementsData {
  readonly instructionId: string;
  readonly transformId: string;
  readonly data: Uint8Array;
  readonly isLast: boolean;
}

export interface LogEntry {
  readonly severity: number;
  readonly timestamp: { readonly seconds: number; readonly nanos: number };
  readonly message: string;
}

export interface StartWorkerRequest {
  readonly workerId: string;
  readonly controlEndpoint: Endpoint;
  readonly loggingEndpoint?: Endpoint | null;
}

export interface ProvisionInfo {
  readonly controlEndpoint?: Endpoint | null;
  readonly loggingEndpoint?: Endpoint | null;
}
