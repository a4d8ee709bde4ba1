import { basename, join } from 'node:path';
import protobuf from 'protobufjs';

const directory = join(__dirname, '..', '..', 'proto');
const packageName = 'org.apache.beam.model';

function loadProtos(): protobuf.Root {
  const root = new protobuf.Root();
  root.resolvePath = (_origin, target) => (protobuf.common.get(target) ? target : join(directory, basename(target)));
  return root.loadSync(['fn_execution.proto', 'job_management.proto']);
}

const root = loadProtos();

/** Converts one message to and from bytes; `T` is its interface in `messages.ts`. */
export interface MessageCodec<T> {
  readonly encode: (message: T) => Buffer;
  readonly decode: (bytes: Uint8Array) => T;
}

/**
 * Looks up a message of `proto/` by its name below Beam's package, for example `pipeline.v1.ParDoPayload`. A field that
 * is not set reads as its protobuf default; a `oneof` reads as the name of the field that is set.
 */
export function messageCodec<T extends object>(name: string): MessageCodec<T> {
  return codecOf<T>(root.lookupType(`${packageName}.${name}`));
}

function codecOf<T extends object>(type: protobuf.Type): MessageCodec<T> {
  // protobufjs knows the fields at run time only: here is the one place where its messages get their TypeScript type
  return Object.freeze({
    encode: (message: T) => Buffer.from(type.encode(message).finish()),
    decode: (bytes: Uint8Array) => type.decode(bytes) as unknown as T,
  });
}

/** A remote method in the form that gRPC takes. */
export interface RpcMethod<Request, Response> {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  readonly requestSerialize: (message: Request) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => Request;
  readonly responseSerialize: (message: Response) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => Response;
}

/** Looks up a method of `proto/`, for example `Prepare` of `job_management.v1.JobService`. */
export function rpcMethod<Request extends object, Response extends object>(
  serviceName: string,
  name: string,
): RpcMethod<Request, Response> {
  const service = root.lookupService(`${packageName}.${serviceName}`);
  const method = service.methods[name];
  if (!method) throw new RangeError(`no method ${name} in ${serviceName}`);
  method.resolve();
  const { resolvedRequestType, resolvedResponseType } = method;
  if (!resolvedRequestType || !resolvedResponseType) throw new RangeError(`${name} of ${serviceName} has no types`);
  const request = codecOf<Request>(resolvedRequestType);
  const response = codecOf<Response>(resolvedResponseType);
  return Object.freeze({
    path: `/${packageName}.${serviceName}/${name}`,
    requestStream: method.requestStream === true,
    responseStream: method.responseStream === true,
    requestSerialize: request.encode,
    requestDeserialize: request.decode,
    responseSerialize: response.encode,
    responseDeserialize: response.decode,
  });
}
