import { type MessageCodec, messageCodec } from './message-codec.js';
import type {
  CreateTableRequest,
  CreateTableResponse,
  GetProcedureResultRequest,
  GetProcedureResultResponse,
  GetRequest,
  GetResponse,
  MultiRequest,
  MultiResponse,
  ScanRequest,
  ScanResponse,
} from './messages.js';

/** `ClientService` is every region server's, `MasterService` the active master's. */
export type ServiceName = 'ClientService' | 'MasterService';

/** One remote method: its name on the wire and its two messages. */
export interface RpcMethod<Request, Response> {
  readonly service: ServiceName;
  readonly name: string;
  readonly request: MessageCodec<Request>;
  readonly response: MessageCodec<Response>;
}

export const getMethod = method<GetRequest, GetResponse>('ClientService', 'Get');
export const multiMethod = method<MultiRequest, MultiResponse>('ClientService', 'Multi');
export const scanMethod = method<ScanRequest, ScanResponse>('ClientService', 'Scan');
export const createTableMethod = method<CreateTableRequest, CreateTableResponse>('MasterService', 'CreateTable');
// Master.proto writes this one method with a small letter
export const getProcedureResultMethod = method<GetProcedureResultRequest, GetProcedureResultResponse>(
  'MasterService',
  'getProcedureResult',
  'GetProcedureResult',
);

function method<Request extends object, Response extends object>(
  service: ServiceName,
  name: string,
  messageName = name,
): RpcMethod<Request, Response> {
  return Object.freeze({
    service,
    name,
    request: messageCodec<Request>(`${messageName}Request`),
    response: messageCodec<Response>(`${messageName}Response`),
  });
}
