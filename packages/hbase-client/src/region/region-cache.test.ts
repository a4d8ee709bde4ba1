import type { Region } from './region.js';
import { RegionCache } from './region-cache.js';

const region = (name: string, startKey: string, endKey: string, port = 1): Region => ({
  name: Buffer.from(name),
  table: 't',
  startKey: Buffer.from(startKey),
  endKey: Buffer.from(endKey),
  server: { host: 'h', port },
});

describe('RegionCache', () => {
  const first = region('first', '', 'g');
  const middle = region('middle', 'g', 'p', 2);
  const last = region('last', 'p', '');
  let cache: RegionCache;
  const find = (row: string): string | undefined => cache.find('t', Buffer.from(row))?.name.toString();

  beforeEach(() => {
    cache = new RegionCache();
    for (const each of [last, first, middle]) cache.add(each);
  });

  it('finds the region of a row, whose first key belongs to it and whose end does not', () => {
    expect(['', 'a', 'g', 'oz', 'p', 'zz'].map(find)).toEqual(['first', 'first', 'middle', 'middle', 'last', 'last']);
    expect(cache.find('other', Buffer.from('a'))).toBeUndefined();
  });

  it('compares keys as unsigned bytes', () => {
    cache.add({ ...region('high', '', ''), table: 'u', startKey: Buffer.from([0x80]) });

    expect(cache.find('u', Buffer.from([0xff]))?.name.toString()).toBe('high');
    expect(cache.find('u', Buffer.from([0x7f]))).toBeUndefined();
  });

  it('replaces a split region by its halves, one at a time', () => {
    cache.add(region('middle-left', 'g', 'k'));
    expect(['h', 'm'].map(find)).toEqual(['middle-left', undefined]);

    cache.add(region('middle-right', 'k', 'p'));
    expect(['f', 'h', 'm', 'q'].map(find)).toEqual(['first', 'middle-left', 'middle-right', 'last']);
  });

  it('replaces regions by the one they were merged into', () => {
    cache.add(region('merged', '', 'p'));

    expect(['a', 'h', 'q'].map(find)).toEqual(['merged', 'merged', 'last']);
  });

  it('forgets a region, but not what has been learnt since', () => {
    const moved = region('middle', 'g', 'p', 3);
    cache.add(moved);
    cache.forget(middle);
    expect(find('h')).toBe('middle');

    cache.forget(moved);
    expect(find('h')).toBeUndefined();
  });

  it('forgets every region of a server that is gone', () => {
    cache.forgetServer({ host: 'h', port: 1 });

    expect(['a', 'h', 'q'].map(find)).toEqual([undefined, 'middle', undefined]);
  });
});
