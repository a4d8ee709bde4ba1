import { encodeFrame, FrameReader } from './frame-reader.js';

describe('FrameReader', () => {
  const frames = [Buffer.from('one'), Buffer.alloc(0), Buffer.alloc(1_000, 7), Buffer.from('last')];
  const stream = Buffer.concat(frames.map((frame) => encodeFrame(frame)));

  it.each([1, 2, 3, 5, 7, 64, 4_096])('finds every frame when the stream comes in chunks of %d bytes', (size) => {
    const reader = new FrameReader(1_000);
    const found: Buffer[] = [];
    for (let at = 0; at < stream.length; at += size) found.push(...reader.push(stream.subarray(at, at + size)));

    expect(found).toEqual(frames);
  });

  it.each([
    ['beyond the limit', '000003e9'],
    ['negative', 'ffffffff'],
    ['the first letters of an HTTP answer', '48545450'],
  ])('refuses a length that is %s', (_, length) => {
    expect(() => new FrameReader(1_000).push(Buffer.from(length, 'hex'))).toThrow(
      expect.objectContaining({ code: 'HBASE_PROTOCOL' }) as Error,
    );
  });
});
