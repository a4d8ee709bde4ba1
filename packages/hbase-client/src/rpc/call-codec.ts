import { encodeFrame } from '../frame/frame-reader.js';
import { messageCodec, type MessageReader, readMessages } from '../protocol/message-codec.js';
import type { ConnectionHeader, RequestHeader, ResponseHeader } from '../protocol/messages.js';
import type { RpcMethod, ServiceName } from '../protocol/methods.js';

/** `HBas`, protocol version 0, authentication method SIMPLE (`AuthMethod.SIMPLE.code`). */
const PREAMBLE = Buffer.from([0x48, 0x42, 0x61, 0x73, 0, 80]);

const connectionHeader = messageCodec<ConnectionHeader>('ConnectionHeader');
const requestHeader = messageCodec<RequestHeader>('RequestHeader');
const responseHeader = messageCodec<ResponseHeader>('ResponseHeader');

/**
 * The bytes that open a connection. No cell codec is named, so that cells travel as protobuf messages.
 *
 * Source: the comment at the head of `RPC.proto`.
 */
export function encodePreamble(effectiveUser: string, serviceName: ServiceName): Buffer {
  const header = connectionHeader.encode({ userInfo: { effectiveUser }, serviceName });
  return Buffer.concat([PREAMBLE, encodeFrame(header)]);
}

/** What a call's header says beside the method. */
export interface CallHeader {
  readonly callId: number;
  /** The server drops a call that it could not begin in this time. */
  readonly timeoutMs: number;
  readonly priority?: number | undefined;
}

/** One call: header and parameter, both length-prefixed, in one frame. */
export function encodeCall<Request>(
  method: RpcMethod<Request, unknown>,
  request: Request,
  { callId, timeoutMs, priority }: CallHeader,
): Buffer {
  const header = requestHeader.encodeDelimited({
    callId,
    methodName: method.name,
    requestParam: true,
    timeout: timeoutMs,
    ...(priority === undefined ? {} : { priority }),
  });
  return encodeFrame(header, method.request.encodeDelimited(request));
}

/** An answer's header, and a reader that stands before its message. */
export interface Answer {
  readonly header: ResponseHeader;
  readonly body: MessageReader;
}

export function decodeAnswer(frame: Buffer): Answer {
  const body = readMessages(frame);
  return { header: responseHeader.decodeDelimited(body), body };
}
