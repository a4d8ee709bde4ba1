import { deepEqual, equal, ok } from 'node:assert/strict';
import * as jobs from './conformance-jobs.js';
import type { WrittenRecord } from './line-file-sink.js';
import type { ConformanceRun, RunnerCase } from './runner-case.js';

const ascending = (values: readonly unknown[]): number[] => values.map(Number).sort((a, b) => a - b);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
const ids = (run: ConformanceRun): string[] => run.written.map(({ id }) => id).sort();

function verifyKeyed({ written, values }: ConformanceRun): void {
  deepEqual(ascending(values), upTo(1_000));
  for (const [key, records] of groupByKey(written)) {
    equal(new Set(records.map(({ subtask }) => subtask)).size, 1, `key ${key} was at several subtasks`);
    deepEqual(
      records.map(({ value }) => value),
      ascending(records.map(({ value }) => value)),
      `order of key ${key}`,
    );
  }
  ok(new Set(written.map(({ subtask }) => subtask)).size > 1, 'all keys were at one subtask');
}

function groupByKey(written: readonly WrittenRecord[]): Map<string, WrittenRecord[]> {
  const groups = new Map<string, WrittenRecord[]>();
  for (const record of written) {
    const key = String(Number(record.value) % 17);
    groups.set(key, [...(groups.get(key) ?? []), record]);
  }
  return groups;
}

function verifyDeadLetters(run: ConformanceRun): void {
  const twice = (n: number): number[] => [n, n];
  deepEqual(
    ascending(run.values),
    upTo(20)
      .filter((n) => ![3, 7, 11].includes(n))
      .flatMap(twice),
  );
  const letters = run.written.filter(({ failure }) => failure !== undefined);
  deepEqual(letters.map(({ failure, value }) => [failure, value]).sort(), [
    ...Array<unknown>(2).fill(['keyBy "third" failed: no 11', 11]),
    ...Array<unknown>(2).fill(['map "first" failed: no 3', 3]),
    ...Array<unknown>(2).fill(['mapAsync "second" failed: no 7', { n: '7' }]),
  ]);
  equal(new Set(ids(run)).size, 40);
}

/** What every runner does with a job that ends well. */
export const runnerCases: readonly RunnerCase[] = [
  {
    name: 'runs map, filter and flatMap with what their functions capture',
    job: jobs.Operators,
    verify: ({ values }) => {
      const expected = upTo(100).filter((n) => n % 2 === 0 && n > 0);
      deepEqual(
        ascending(values),
        expected.flatMap((n) => [n * 10, n * 10 + 1]),
      );
    },
  },
  {
    name: 'ends a job whose source is empty',
    job: jobs.EmptySource,
    verify: ({ values, result }) => {
      deepEqual(values, []);
      equal(result.ledger.accepted, 0);
    },
  },
  {
    name: 'carries elements that JSON cannot',
    job: jobs.Elements,
    verify: ({ values }) => {
      equal(values.length, 9);
      ok(values.some((value) => Object.is(value, -0)) && values.some((value) => Number.isNaN(value)));
      ok(values.some((value) => value instanceof Date) && values.some((value) => value instanceof Map));
      ok(values.includes(10n ** 20n) && values.includes(undefined) && values.includes('ü€😀'));
    },
  },
  { name: 'sends equal keys to one subtask, in order', job: jobs.Keyed, verify: verifyKeyed },
  {
    name: 'keeps the two ways of a union apart',
    job: jobs.SelfUnion,
    verify: (run) => {
      deepEqual(
        ascending(run.values),
        upTo(50).flatMap((n) => [n, n]),
      );
      equal(new Set(ids(run)).size, 100);
    },
  },
  {
    name: 'keeps the order of mapAsync',
    job: jobs.AsyncOrdered,
    verify: ({ values }) => deepEqual(values, upTo(60)),
  },
  {
    name: 'loses nothing in an unordered mapAsync',
    job: jobs.AsyncUnordered,
    verify: ({ values }) =>
      deepEqual(
        ascending(values),
        upTo(500).map((n) => n * 2),
      ),
  },
  {
    name: 'dead-letters the records on which a function keeps failing, past the functions behind it',
    job: jobs.DeadLetters,
    verify: verifyDeadLetters,
  },
  {
    name: 'gives a record the same id in every run, and true duplicates ids of their own',
    job: jobs.Ids,
    verify: async (run, again) => {
      equal(new Set(ids(run)).size, 6);
      deepEqual(ids(await again()), ids(run));
    },
  },
];
