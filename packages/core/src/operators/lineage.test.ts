import fc from 'fast-check';
import { lineageAt, type Batch } from '../record/batch.js';
import { recordId } from '../record/record-id.js';
import { createStep } from './create-step.js';
import type { SyncOperator } from './operator.js';

/** A stream of a random graph: what it does, and the streams before it from which it reads, by number. */
interface Stream {
  readonly operator: SyncOperator;
  readonly inputs: readonly number[];
}

const operators: readonly SyncOperator[] = [
  { kind: 'map', fn: () => 'same' },
  { kind: 'filter', fn: () => true },
  { kind: 'flatMap', fn: (value) => [value, value, value] },
  { kind: 'keyBy', fn: () => 'key' },
  { kind: 'union' },
];

const graph: fc.Arbitrary<readonly Stream[]> = fc
  .array(fc.tuple(fc.constantFrom(...operators), fc.array(fc.nat(), { minLength: 3, maxLength: 3 })), {
    minLength: 1,
    maxLength: 5,
  })
  .map((drawn) =>
    drawn.map(([operator, numbers], i) => {
      const inputs = numbers.map((number) => number % (i + 1));
      return { operator, inputs: operator.kind === 'union' ? inputs : inputs.slice(0, 1) };
    }),
  );

/** Everything that comes out of stream `number`, where 0 is the source, which is read `size` records at a time. */
function outputOf(streams: readonly Stream[], number: number, size: number): Batch<unknown>[] {
  const stream = streams[number - 1];
  if (!stream) {
    const origin = { split: 'source/0', branch: '' };
    const positions = Array.from({ length: 4 }, (_, i) => i);
    const starts = positions.filter((position) => position % size === 0);
    return starts
      .map((start) => positions.slice(start, start + size))
      .map((part) => ({ origin, values: part.map(() => 'same'), positions: part }));
  }
  const step = createStep(stream.operator, 'step');
  return stream.inputs.flatMap((input, i) => outputOf(streams, input, size).flatMap((batch) => step(batch, i) ?? []));
}

function idsOf(streams: readonly Stream[], size: number): string[] {
  const scope = { job: 'job', sinkUid: 'sink' };
  return outputOf(streams, streams.length, size).flatMap((batch) =>
    batch.values.map((_, i) => recordId(scope, lineageAt(batch, i), 'same')),
  );
}

describe('ids of the records that come out of any graph', () => {
  it('tell apart all of them, though their content is the same: duplicates, branches, outputs', () => {
    fc.assert(
      fc.property(graph, (streams) => {
        const ids = idsOf(streams, 2);
        expect(new Set(ids).size).toBe(ids.length);
      }),
    );
  });

  it('are the same however the source was cut into batches', () => {
    fc.assert(
      fc.property(graph, fc.constantFrom(1, 3, 4), (streams, size) => {
        expect(idsOf(streams, size).sort()).toEqual(idsOf(streams, 2).sort());
      }),
    );
  });

  it('belong to columns of equal length', () => {
    fc.assert(
      fc.property(graph, (streams) => {
        for (const { values, positions, subs, keys } of outputOf(streams, streams.length, 2)) {
          for (const column of [positions, subs, keys]) expect(column?.length ?? values.length).toBe(values.length);
        }
      }),
    );
  });
});
