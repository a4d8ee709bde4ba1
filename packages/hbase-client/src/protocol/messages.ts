/** TypeScript's view of the messages in `hbase.proto.ts`; names and meanings are HBase's, in camel case. */

export interface ServerName {
  readonly hostName: string;
  readonly port: number;
}

export interface TableName {
  readonly namespace: Uint8Array;
  readonly qualifier: Uint8Array;
}

export interface RegionInfo {
  readonly startKey: Uint8Array;
  readonly endKey: Uint8Array;
  readonly offline: boolean;
  readonly split: boolean;
}

export interface RegionSpecifier {
  readonly type: number;
  readonly value: Uint8Array;
}

export interface NameBytesPair {
  readonly name: string;
  readonly value?: Uint8Array;
}

export interface ConnectionHeader {
  readonly userInfo: { readonly effectiveUser: string };
  readonly serviceName: string;
}

export interface RequestHeader {
  readonly callId: number;
  readonly methodName: string;
  readonly requestParam: boolean;
  readonly priority?: number;
  readonly timeout: number;
}

export interface ExceptionResponse {
  readonly exceptionClassName: string;
  readonly stackTrace: string;
  readonly doNotRetry: boolean;
}

export interface ResponseHeader {
  readonly callId: number;
  readonly exception?: ExceptionResponse | null;
}

export interface CellMessage {
  readonly row: Uint8Array;
  readonly family: Uint8Array;
  readonly qualifier: Uint8Array;
  readonly value: Uint8Array;
}

export interface ColumnMessage {
  readonly family: Uint8Array;
  readonly qualifier?: readonly Uint8Array[];
}

export interface ResultMessage {
  readonly cell: readonly CellMessage[];
}

export interface GetRequest {
  readonly region: RegionSpecifier;
  readonly get: { readonly row: Uint8Array; readonly column: readonly ColumnMessage[] };
}

export interface GetResponse {
  readonly result?: ResultMessage | null;
}

export interface MutationMessage {
  readonly row: Uint8Array;
  readonly mutateType: number;
  readonly columnValue: readonly {
    readonly family: Uint8Array;
    readonly qualifierValue: readonly { readonly qualifier: Uint8Array; readonly value: Uint8Array }[];
  }[];
}

export interface RegionAction {
  readonly region: RegionSpecifier;
  readonly action: readonly { readonly index: number; readonly mutation: MutationMessage }[];
}

export interface MultiRequest {
  readonly regionAction: readonly RegionAction[];
}

export interface RegionActionResult {
  readonly resultOrException: readonly { readonly index: number; readonly exception?: NameBytesPair | null }[];
  readonly exception?: NameBytesPair | null;
}

export interface MultiResponse {
  readonly regionActionResult: readonly RegionActionResult[];
}

export interface ScanMessage {
  readonly column: readonly ColumnMessage[];
  readonly startRow: Uint8Array;
  readonly stopRow?: Uint8Array;
  readonly cacheBlocks?: boolean;
  readonly maxResultSize?: number;
  readonly reversed?: boolean;
  readonly caching: number;
  readonly includeStartRow?: boolean;
  readonly includeStopRow?: boolean;
}

export interface ScanRequest {
  readonly region: RegionSpecifier;
  readonly scan: ScanMessage;
  readonly numberOfRows: number;
  readonly closeScanner: boolean;
  readonly limitOfRows: number;
}

export interface ScanResponse {
  readonly results: readonly ResultMessage[];
  readonly moreResultsInRegion: boolean;
}

/** A 64-bit number that is only ever handed back to the server that named it. */
export type OpaqueUInt64 = number | { readonly low: number; readonly high: number; readonly unsigned: boolean };

export interface CreateTableRequest {
  readonly tableSchema: {
    readonly tableName: TableName;
    readonly columnFamilies: readonly { readonly name: Uint8Array }[];
  };
  readonly nonceGroup: number;
  readonly nonce: number;
}

export interface CreateTableResponse {
  readonly procId: OpaqueUInt64;
}

export interface GetProcedureResultRequest {
  readonly procId: OpaqueUInt64;
}

export interface GetProcedureResultResponse {
  readonly state: number;
  readonly exception?: {
    readonly genericException?: { readonly className: string; readonly message: string } | null;
  } | null;
}
