import type { SourceReader } from '@weir/core';
import { scriptedSource, type ScriptedSource } from './scripted-source.js';

const never = new AbortController().signal;

function openReader<T>(source: ScriptedSource<T>, position?: number): SourceReader<T> {
  const [split] = source.splits();
  return source.createReader(split!, position);
}

async function readAll<T>(reader: SourceReader<T>, max = 2): Promise<(readonly [T | undefined, number])[]> {
  const records = [];
  for (let batch = await reader.read(max, never); batch !== undefined; batch = await reader.read(max, never)) {
    const { values, positions } = batch;
    records.push(...positions.map((position, i) => [values[i], position] as const));
  }
  return records;
}

describe('a scripted source', () => {
  it('gives its values in batches of at most max, then ends for ever', async () => {
    const source = scriptedSource([
      { kind: 'give', values: ['a', 'b', 'c'] },
      { kind: 'give', values: [] },
      { kind: 'give', values: ['d'] },
    ]);
    const reader = openReader(source);
    expect(source.splits()).toEqual([{ id: '0', size: 4 }]);
    expect(await reader.read(2, never)).toEqual({ values: ['a', 'b'], positions: [0, 1] });
    expect(await reader.read(2, never)).toEqual({ values: ['c'], positions: [2] });
    expect(reader.position()).toBe(3);
    expect(await reader.read(2, never)).toEqual({ values: ['d'], positions: [3] });
    expect([await reader.read(2, never), await reader.read(2, never)]).toEqual([undefined, undefined]);
    await reader.close();
    expect(source.openReaders).toBe(0);
  });

  it('waits until it is released', async () => {
    const source = scriptedSource([{ kind: 'give', values: [1] }, { kind: 'wait' }, { kind: 'give', values: [2] }]);
    const reader = openReader(source);
    await reader.read(9, never);
    const pending = reader.read(9, never);
    await source.waitUntilWaiting();
    expect(reader.position()).toBe(1);
    source.release();
    expect(await pending).toEqual({ values: [2], positions: [1] });
    expect(source.isWaiting).toBe(false);
    expect(() => source.release()).toThrow(/no wait step left/);
  });

  it('rejects a waiting read when the signal aborts, and can be read on', async () => {
    const source = scriptedSource([{ kind: 'wait' }, { kind: 'give', values: [1] }]);
    const reader = openReader(source);
    const stop = new AbortController();
    const pending = reader.read(1, stop.signal);
    stop.abort(new Error('stopped'));
    await expect(pending).rejects.toThrow('stopped');
    source.release();
    expect(await reader.read(1, never)).toEqual({ values: [1], positions: [0] });
  });

  it('fails each time, or once', async () => {
    const always = scriptedSource([{ kind: 'fail', error: new Error('broken') }]);
    await expect(openReader(always).read(1, never)).rejects.toThrow('broken');
    await expect(openReader(always).read(1, never)).rejects.toThrow('broken');
    const once = scriptedSource([
      { kind: 'fail', error: new Error('broken'), once: true },
      { kind: 'give', values: [1] },
    ]);
    await expect(openReader(once).read(1, never)).rejects.toThrow('broken');
    expect(await readAll(openReader(once))).toEqual([[1, 0]]);
  });

  it.each([0, 1, 2, 3, 4, 5])('gives the same records again from position %i on', async (position) => {
    const source = scriptedSource([
      { kind: 'give', values: ['a', 'b'] },
      { kind: 'wait' },
      { kind: 'give', values: ['c', 'd', 'e'] },
    ]);
    source.release();
    const all = await readAll(openReader(source));
    const rest = openReader(source, position);
    expect(rest.position()).toBe(position);
    expect(await readAll(rest)).toEqual(all.slice(position));
  });

  it('goes through the failure again when it is opened in front of it, and not behind it', async () => {
    const source = scriptedSource([
      { kind: 'give', values: [0] },
      { kind: 'fail', error: new Error('broken') },
      { kind: 'give', values: [1, 2] },
    ]);
    await expect(openReader(source, 1).read(1, never)).rejects.toThrow('broken');
    expect(await readAll(openReader(source, 2))).toEqual([[2, 2]]);
  });
});
