import protobuf from 'protobufjs';
import { HBASE_PROTO } from './hbase.proto.js';

const { root } = protobuf.parse(HBASE_PROTO);

/** Reads consecutive length-prefixed messages from one frame. */
export type MessageReader = protobuf.Reader;

/** Converts one message to and from bytes. */
export interface MessageCodec<T> {
  encode(message: T): Uint8Array;
  /** Prefixed by its length as a varint, as Java's `writeDelimitedTo` does. */
  encodeDelimited(message: T): Uint8Array;
  decode(bytes: Uint8Array): T;
  decodeDelimited(reader: MessageReader): T;
}

/**
 * Looks up a message of `hbase.proto.ts` by its name; `T` is its interface in `messages.ts`. A field that is not set reads as
 * its protobuf default.
 */
export function messageCodec<T extends object>(name: string): MessageCodec<T> {
  const type = root.lookupType(`hbase.pb.${name}`);
  // protobufjs knows the fields at run time only: here is the one place where its messages get their TypeScript type
  return Object.freeze({
    encode: (message: T) => type.encode(message).finish(),
    encodeDelimited: (message: T) => type.encodeDelimited(message).finish(),
    decode: (bytes: Uint8Array) => type.decode(bytes) as unknown as T,
    decodeDelimited: (reader: MessageReader) => type.decodeDelimited(reader) as unknown as T,
  });
}

/** Opens one frame for reading. */
export function readMessages(frame: Uint8Array): MessageReader {
  return protobuf.Reader.create(frame);
}
