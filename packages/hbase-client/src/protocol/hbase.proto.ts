/**
 * The subset of HBase's protocol that this client speaks, with HBase's own message names and field numbers.
 *
 * Source: the files named below in `hbase-protocol-shaded` of HBase 2.5 and 2.6 (package `hbase.pb`); fields that are never
 * sent nor read are left out, as protobuf allows.
 */
export const HBASE_PROTO = `
syntax = "proto2";
package hbase.pb;

// HBase.proto
message ServerName { required string host_name = 1; optional uint32 port = 2; }
message TableName { required bytes namespace = 1; required bytes qualifier = 2; }
message ColumnFamilySchema { required bytes name = 1; }
message TableSchema { optional TableName table_name = 1; repeated ColumnFamilySchema column_families = 3; }
message TableState { required uint32 state = 1; }
message RegionInfo {
  optional bytes start_key = 3; optional bytes end_key = 4; optional bool offline = 5; optional bool split = 6;
}
message RegionSpecifier { required uint32 type = 1; required bytes value = 2; }
message NameBytesPair { required string name = 1; optional bytes value = 2; }

// ZooKeeper.proto
message MetaRegionServer { required ServerName server = 1; }
message Master { required ServerName master = 1; }

// RPC.proto
message UserInformation { required string effective_user = 1; }
message ConnectionHeader { optional UserInformation user_info = 1; optional string service_name = 2; }
message RequestHeader {
  optional uint32 call_id = 1; optional string method_name = 3; optional bool request_param = 4;
  optional uint32 priority = 6; optional uint32 timeout = 7;
}
message ExceptionResponse {
  optional string exception_class_name = 1; optional string stack_trace = 2; optional bool do_not_retry = 5;
}
message ResponseHeader { optional uint32 call_id = 1; optional ExceptionResponse exception = 2; }

// Cell.proto
message Cell {
  optional bytes row = 1; optional bytes family = 2; optional bytes qualifier = 3; optional bytes value = 6;
}

// Client.proto
message Column { required bytes family = 1; repeated bytes qualifier = 2; }
message Get { required bytes row = 1; repeated Column column = 2; }
message Result { repeated Cell cell = 1; }
message GetRequest { required RegionSpecifier region = 1; required Get get = 2; }
message GetResponse { optional Result result = 1; }
message MutationProto {
  message ColumnValue {
    message QualifierValue { optional bytes qualifier = 1; optional bytes value = 2; }
    required bytes family = 1; repeated QualifierValue qualifier_value = 2;
  }
  optional bytes row = 1; optional uint32 mutate_type = 2; repeated ColumnValue column_value = 3;
}
message Action { optional uint32 index = 1; optional MutationProto mutation = 2; }
message RegionAction { required RegionSpecifier region = 1; repeated Action action = 3; }
message ResultOrException { optional uint32 index = 1; optional NameBytesPair exception = 3; }
message RegionActionResult { repeated ResultOrException resultOrException = 1; optional NameBytesPair exception = 2; }
message MultiRequest { repeated RegionAction regionAction = 1; }
message MultiResponse { repeated RegionActionResult regionActionResult = 1; }
message Scan {
  repeated Column column = 1; optional bytes start_row = 3; optional bytes stop_row = 4;
  optional bool cache_blocks = 8; optional uint64 max_result_size = 10; optional bool reversed = 15;
  optional uint32 caching = 17; optional bool include_start_row = 21; optional bool include_stop_row = 22;
}
message ScanRequest {
  optional RegionSpecifier region = 1; optional Scan scan = 2; optional uint32 number_of_rows = 4;
  optional bool close_scanner = 5; optional uint32 limit_of_rows = 11;
}
message ScanResponse { repeated Result results = 5; optional bool more_results_in_region = 8; }

// Master.proto
message CreateTableRequest {
  required TableSchema table_schema = 1; optional uint64 nonce_group = 3; optional uint64 nonce = 4;
}
message CreateTableResponse { optional uint64 proc_id = 1; }
message GetProcedureResultRequest { required uint64 proc_id = 1; }
message GetProcedureResultResponse { required uint32 state = 1; optional ForeignExceptionMessage exception = 5; }

// ErrorHandling.proto
message GenericExceptionMessage { optional string class_name = 1; optional string message = 2; }
message ForeignExceptionMessage { optional GenericExceptionMessage generic_exception = 2; }
`;
