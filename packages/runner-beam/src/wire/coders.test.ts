import type { Received } from '../protocol/protos.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { coderUrns, createCoder } from './coders.js';

const coder = (urn: string, ...componentCoderIds: string[]): Received<'Coder'> => {
  return { spec: { urn, payload: Buffer.alloc(0) }, componentCoderIds };
};

const coders = {
  bytes: coder(coderUrns.bytes),
  double: coder(coderUrns.double),
  window: coder(coderUrns.globalWindow),
  pair: coder(coderUrns.keyValue, 'bytes', 'double'),
  prefixed: coder(coderUrns.lengthPrefix, 'bytes'),
  windowed: coder(coderUrns.windowedValue, 'bytes', 'window'),
  row: coder('beam:coder:row:v1'),
};

function encode(id: string, value: unknown): Buffer {
  const writer = new ByteWriter();
  createCoder(id, coders).write(value, writer);
  return writer.take();
}

// Bytes as in Beam's standard_coders.yaml (nested).
test.each([
  ['bytes', Buffer.from('abc'), Buffer.from('\u0003abc', 'latin1')],
  ['bytes', Buffer.from('ab\0c'), Buffer.from('\u0004ab\0c', 'latin1')],
  ['bytes', Buffer.alloc(200, 1), Buffer.concat([Buffer.from([0xc8, 0x01]), Buffer.alloc(200, 1)])],
  ['pair', [Buffer.from('abc'), 0.5], Buffer.from('\u0003abc\x3f\xe0\0\0\0\0\0\0', 'latin1')],
  ['prefixed', Buffer.from('abc'), Buffer.from('\u0004\u0003abc', 'latin1')],
])('%s', (id, value, bytes) => {
  expect(encode(id, value)).toEqual(bytes);
  expect(createCoder(id, coders).read(new ByteReader(bytes))).toEqual(value);
});

test.each([
  ['no firing', '0f'],
  ['one index', '1005'],
  ['two indices', '2005c801'],
])('a windowed value keeps time, window and pane as they came: %s', (_, pane) => {
  const header = Buffer.from(`80000000000003e800000001${pane}`, 'hex');
  const windowed = { header, value: Buffer.from('x') };
  const bytes = encode('windowed', windowed);
  expect(bytes).toEqual(Buffer.concat([header, Buffer.from('\u0001x', 'latin1')]));
  expect(createCoder('windowed', coders).read(new ByteReader(bytes))).toEqual(windowed);
});

test('a coder that is not known is named', () => {
  expect(() => createCoder('row', coders)).toThrow('beam:coder:row:v1');
});
