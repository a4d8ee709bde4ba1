import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { coderUrns, createCoder } from './coders.js';

const coders = {
  bytes: { spec: { urn: coderUrns.bytes }, componentCoderIds: [] },
  double: { spec: { urn: coderUrns.double }, componentCoderIds: [] },
  window: { spec: { urn: coderUrns.globalWindow }, componentCoderIds: [] },
  pair: { spec: { urn: coderUrns.keyValue }, componentCoderIds: ['bytes', 'double'] },
  prefixed: { spec: { urn: coderUrns.lengthPrefix }, componentCoderIds: ['bytes'] },
  windowed: { spec: { urn: coderUrns.windowedValue }, componentCoderIds: ['bytes', 'window'] },
  row: { spec: { urn: 'beam:coder:row:v1' }, componentCoderIds: [] },
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
