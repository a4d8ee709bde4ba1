import { FATAL, HBaseError } from '../errors.js';

/**
 * The few records of ZooKeeper's wire format (jute) that reading one node takes.
 *
 * Source: `zookeeper.jute` of ZooKeeper 3.x (ConnectRequest, ConnectResponse, RequestHeader, GetDataRequest, ReplyHeader,
 * GetDataResponse) and the operation codes of `ZooDefs.OpCode`.
 */
const GET_DATA = 4;
const CLOSE_SESSION = -11;
const PASSWORD_BYTES = 16;

/** Transaction id of the only request that is answered with data. */
export const READ_XID = 1;
const CLOSE_XID = 2;

/** ConnectRequest: protocolVersion, lastZxidSeen, timeOut, sessionId, passwd, readOnly. */
export function encodeConnectRequest(sessionTimeoutMs: number): Buffer {
  return Buffer.concat([
    int32(0),
    Buffer.alloc(8),
    int32(sessionTimeoutMs),
    Buffer.alloc(8),
    int32(PASSWORD_BYTES),
    Buffer.alloc(PASSWORD_BYTES),
    Buffer.from([0]),
  ]);
}

/** RequestHeader (xid, type) and GetDataRequest (path, watch). */
export function encodeReadRequest(path: string): Buffer {
  const bytes = Buffer.from(path);
  return Buffer.concat([int32(READ_XID), int32(GET_DATA), int32(bytes.length), bytes, Buffer.from([0])]);
}

/** RequestHeader that ends the session, so that the server need not wait for its timeout. */
export function encodeCloseRequest(): Buffer {
  return Buffer.concat([int32(CLOSE_XID), int32(CLOSE_SESSION)]);
}

/** What a ReplyHeader (xid, zxid, err) and, without an error, a GetDataResponse (data, stat) say. */
export type ReadReply =
  | { readonly kind: 'data'; readonly data: Buffer }
  | { readonly kind: 'error'; readonly error: number }
  | { readonly kind: 'other' };

/** Decodes a reply; `other` is a ping or an event, which nobody waits for. */
export function decodeReadReply(frame: Buffer): ReadReply {
  if (frame.length < 16) throw notZooKeeper();
  if (frame.readInt32BE(0) !== READ_XID) return { kind: 'other' };
  const error = frame.readInt32BE(12);
  if (error !== 0) return { kind: 'error', error };
  if (frame.length < 20) throw notZooKeeper();
  const length = frame.readInt32BE(16);
  if (length > frame.length - 20) throw notZooKeeper();
  // a node without data has length -1
  return { kind: 'data', data: Buffer.from(frame.subarray(20, 20 + Math.max(length, 0))) };
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function notZooKeeper(): HBaseError {
  return new HBaseError({
    code: 'HBASE_PROTOCOL',
    message: 'a reply is shorter than ZooKeeper makes them',
    retry: FATAL,
  });
}
