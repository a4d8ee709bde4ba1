import { setImmediate } from 'node:timers/promises';
import { WeirError } from '../errors/weir-error.js';
import type { Batch } from '../record/batch.js';
import { createStep } from './create-step.js';
import type { SyncOperator } from './operator.js';

const origin = { split: 'source/0', branch: '' };
const batch: Batch<unknown> = { origin, values: [1, 2, 3], positions: [7, 8, 9] };
const keyed: Batch<unknown> = { ...batch, subs: ['0', '1', '2'], keys: ['a', 'b', 'c'] };

type Fn = (value: number) => unknown;

function operatorOf(kind: 'map' | 'filter' | 'flatMap' | 'keyBy', fn: Fn): SyncOperator {
  return { kind, fn: fn as (value: unknown) => unknown };
}

function run(kind: 'map' | 'filter' | 'flatMap' | 'keyBy', fn: Fn, input = batch): Batch<unknown> | undefined {
  return createStep(operatorOf(kind, fn), `${kind} "parse"`)(input, 0);
}

function failure(act: () => unknown): WeirError {
  try {
    act();
  } catch (error) {
    if (error instanceof WeirError) return error;
  }
  throw new Error('expected a coded error');
}

describe('map', () => {
  it('changes values and nothing else', () => {
    expect(run('map', (n) => n * 10, keyed)).toEqual({ ...keyed, values: [10, 20, 30] });
    expect(run('map', () => undefined)?.values).toEqual([undefined, undefined, undefined]);
  });

  it('gives the function the record alone, so that map(parseInt) works', () => {
    const seen: unknown[][] = [];
    run('map', (...args) => seen.push(args));
    expect(seen).toEqual([[1], [2], [3]]);
  });

  it('leaves the batch it was given as it was', () => {
    run('map', (n) => -n);
    expect(batch.values).toEqual([1, 2, 3]);
  });
});

describe('filter', () => {
  it('keeps the lineage of what it lets through', () => {
    expect(run('filter', (n) => n !== 2, keyed)).toEqual({
      origin,
      values: [1, 3],
      positions: [7, 9],
      subs: ['0', '2'],
      keys: ['a', 'c'],
    });
  });

  it('gives nothing for nothing', () => {
    expect(run('filter', () => false)).toBeUndefined();
  });
});

describe('flatMap', () => {
  it('numbers the outputs of each record', () => {
    expect(run('flatMap', (n) => Array<string>(n - 1).fill('x'))).toEqual({
      origin,
      values: ['x', 'x', 'x'],
      positions: [8, 9, 9],
      subs: ['0', '0', '1'],
    });
  });

  it('numbers the outputs of outputs, and keeps keys', () => {
    const twice = run('flatMap', (n) => [n, n], keyed);
    expect(twice?.subs).toEqual(['0.0', '0.1', '1.0', '1.1', '2.0', '2.1']);
    expect(twice?.keys).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
  });

  it('takes generators and gives nothing for nothing', () => {
    expect(
      run('flatMap', function* (n) {
        if (n > 2) yield* [n, -n];
      })?.values,
    ).toEqual([3, -3]);
    expect(run('flatMap', () => [])).toBeUndefined();
  });

  it.each([
    [undefined, 'It returned undefined; expected an array or another iterable.'],
    [5, 'It returned number; expected an array or another iterable.'],
    [{}, 'It returned object; expected an array or another iterable.'],
  ])('refuses %p instead of an iterable', (result, message) => {
    expect(() => run('flatMap', () => result)).toThrow(`flatMap "parse" failed on record 7 of source/0: 1. ${message}`);
  });

  it('names the record in which a generator threw', () => {
    const failing = function* (n: number) {
      yield n;
      if (n === 2) throw new Error('boom');
    };
    expect(() => run('flatMap', failing)).toThrow('flatMap "parse" failed on record 8 of source/0: 2. boom');
  });
});

describe('keyBy', () => {
  it('adds keys, numbers as their text, and replaces earlier ones', () => {
    expect(run('keyBy', (n) => (n === 1 ? 'one' : n))).toEqual({ ...batch, keys: ['one', '2', '3'] });
    expect(run('keyBy', (n) => n, keyed)).toEqual({ ...keyed, keys: ['1', '2', '3'] });
  });

  it.each([
    [null, 'null'],
    [undefined, 'a undefined'],
    [NaN, 'a number'],
    [{}, 'a object'],
    [true, 'a boolean'],
  ])('refuses %p as a key', (key, what) => {
    const error = failure(() => run('keyBy', () => key));
    expect(error.code).toBe('OPERATOR_INVALID_KEY');
    expect(error.message).toBe(
      `keyBy "parse" returned ${what} as key of record 7 of source/0: 1. Return a string or a finite number.`,
    );
  });
});

describe('union', () => {
  const step = createStep({ kind: 'union' }, 'union "both"');

  it('tells the ways apart on which one record came', () => {
    expect(step(batch, 0)).toEqual({ ...batch, origin: { split: 'source/0', branch: '0' } });
    expect(step(keyed, 1)).toEqual({ ...keyed, origin: { split: 'source/0', branch: '1' } });
  });

  it('tells unions of unions apart', () => {
    const inner = [0, 1].map((input) => step(batch, input) ?? batch);
    const branches = [...inner.map((way) => step(way, 0)), step(batch, 1)].map((way) => way?.origin.branch);
    expect(branches).toEqual(['0.0', '1.0', '1']);
  });
});

describe.each(['map', 'filter', 'flatMap', 'keyBy'] as const)('a function of %s that fails', (kind) => {
  it('is named, with record and cause', () => {
    const cause = new TypeError('no such field');
    const throwing = (n: number): never => {
      if (n === 2) throw cause;
      return ['x'] as never;
    };
    const error = failure(() => run(kind, kind === 'keyBy' ? (n) => String(throwing(n)) : throwing));
    expect(error).toMatchObject({ code: 'OPERATOR_FAILED', cause });
    expect(error.message).toBe(`${kind} "parse" failed on record 8 of source/0: 2. no such field`);
    expect(error.details).toEqual({ operator: `${kind} "parse"`, record: 'record 8 of source/0' });
  });

  it('is named also when it threw an error of Weir, as getInt() does', () => {
    const cause = new WeirError('CONFIG_INVALID_VALUE', 'a.b: "x" is not a whole number.');
    const error = failure(() =>
      run(kind, () => {
        throw cause;
      }),
    );
    expect(error).toMatchObject({ code: 'OPERATOR_FAILED', cause });
    expect(error.message).toBe(`${kind} "parse" failed on record 7 of source/0: 1. ${cause.message}`);
  });

  it('is refused when it returns a promise, with a message that points at mapAsync', () => {
    const error = failure(() => run(kind, (n) => Promise.resolve(n)));
    expect(error.code).toBe('OPERATOR_RETURNED_PROMISE');
    expect(error.message).toBe(
      `${kind} "parse" returned a promise for record 7 of source/0: 1. Use mapAsync() for asynchronous functions.`,
    );
  });

  it('does not end the process when the refused promise rejects', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): unknown => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const cause = new Error('later');
    const error = failure(() => run(kind, () => Promise.reject(cause)));
    await setImmediate();
    process.off('unhandledRejection', note);
    expect(unhandled).toEqual([]);
    expect(error.cause).toBe(cause);
  });
});

it('shows no more than the beginning of a large record', () => {
  const large: Batch<unknown> = { origin, values: [{ text: 'x'.repeat(100_000) }], positions: [0] };
  const error = failure(() =>
    run(
      'map',
      () => {
        throw new Error('boom');
      },
      large,
    ),
  );
  expect(error.message.length).toBeLessThan(400);
  expect(error.message).toMatch(/…\. boom$/);
});
