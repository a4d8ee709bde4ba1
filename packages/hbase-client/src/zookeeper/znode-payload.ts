import { FATAL, HBaseError } from '../errors.js';

const MAGIC = 0xff;
const PROTOBUF_MARK = Buffer.from('PBUF');

/**
 * Takes off what HBase puts around the message in a node: 0xff, an int32 length, that many bytes naming the writer, `PBUF`.
 *
 * Source: `RecoverableZooKeeper.removeMetaData` and `ProtobufUtil.isPBMagicPrefix`.
 */
export function unwrapZNode(data: Buffer, path: string): Buffer {
  const markAt = data.length >= 5 && data[0] === MAGIC ? 5 + data.readInt32BE(1) : 0;
  if (!hasProtobufMark(data, markAt)) {
    throw new HBaseError({
      code: 'HBASE_PROTOCOL',
      message: `node ${path} is not one that HBase wrote: check zookeeper.znode.parent`,
      retry: FATAL,
    });
  }
  return data.subarray(markAt + PROTOBUF_MARK.length);
}

/** Takes off the `PBUF` in front of a message in a cell of `hbase:meta`. */
export function unwrapMetaValue(value: Uint8Array): Uint8Array | undefined {
  return hasProtobufMark(value, 0) ? value.subarray(PROTOBUF_MARK.length) : undefined;
}

function hasProtobufMark(data: Uint8Array, at: number): boolean {
  return PROTOBUF_MARK.equals(data.subarray(at, at + PROTOBUF_MARK.length));
}
