import { resolve } from 'node:path';
import { loadParameters, type ConfigObject } from '@weir/core';
import { MemoryLogger } from '@weir/testing';
import { resolveCheckpointOptions, type CheckpointOptions } from './checkpoint-options.js';

function resolveOptions(conf: ConfigObject, defaultIntervalMs?: number, job = 'orders'): CheckpointOptions | undefined {
  return resolveCheckpointOptions(loadParameters({ conf, logger: new MemoryLogger() }), job, defaultIntervalMs);
}

test('checkpoints are off unless an interval says otherwise, and on where the caller has one', () => {
  expect(resolveOptions({})).toBeUndefined();
  expect(resolveOptions({}, 1_000)).toEqual({
    intervalMs: 1_000,
    timeoutMs: 600_000,
    minPauseMs: 0,
    tolerableFailures: 0,
    retained: 3,
    directory: resolve('.weir/orders'),
    deleteWhenStopped: false,
  });
});

test.each<[string, ConfigObject]>([
  ['an interval of 0', { 'execution.checkpointing.interval': 0 }],
  ["StreamPark's switch", { 'flink.checkpoints.enable': false }],
  ["StreamPark's switch over an interval", { flink: { checkpoints: { enable: false, interval: 500 } } }],
])('%s turns them off', (_, conf) => {
  expect(resolveOptions(conf, 1_000)).toBeUndefined();
});

test("StreamPark's switch alone means one every second", () => {
  expect(resolveOptions({ 'flink.checkpoints.enable': true })?.intervalMs).toBe(1_000);
  expect(resolveOptions({ 'flink.checkpoints.enable': true }, 5_000)?.intervalMs).toBe(5_000);
});

const full: CheckpointOptions = {
  intervalMs: 30_000,
  timeoutMs: 600_000,
  minPauseMs: 500,
  tolerableFailures: 99,
  retained: 5,
  directory: '/state/orders',
  deleteWhenStopped: true,
};

test("Flink's keys, at the root and under flink.property", () => {
  const keys = {
    execution: {
      checkpointing: {
        mode: 'EXACTLY_ONCE',
        interval: '30s',
        timeout: '10min',
        'min-pause': '500 ms',
        'tolerable-failed-checkpoints': 99,
        'externalized-checkpoint-retention': 'DELETE_ON_CANCELLATION',
      },
    },
    state: { checkpoints: { dir: 'file:///state', 'num-retained': 5 } },
  };
  expect(resolveOptions(keys)).toEqual(full);
  expect(resolveOptions({ flink: { property: keys } })).toEqual(full);
});

test("StreamPark's older keys mean the same; bare numbers are milliseconds", () => {
  const conf = {
    flink: {
      checkpoints: {
        enable: true,
        interval: 30_000,
        mode: 'exactly_once',
        timeout: 600_000,
        cleanup: 'DELETE_ON_CANCELLATION',
        minPauseBetween: 500,
      },
      state: { checkpoints: { dir: '/state', 'num-retained': 5 } },
    },
    'execution.checkpointing.tolerable-failed-checkpoints': '99',
  };
  expect(resolveOptions(conf)).toEqual(full);
});

test('the later names of Flink 2 are taken', () => {
  const conf = { 'execution.checkpointing': { interval: 1, dir: '/state', 'num-retained': 5 } };
  expect(resolveOptions(conf)).toMatchObject({ directory: '/state/orders', retained: 5 });
});

test.each([
  ['Orders der Städte', 'Orders_der_Städte'],
  ['../../etc', '__.._etc'],
  ['..', '_'],
  ['jobs/orders.ts-Orders', 'jobs_orders.ts-Orders'],
])('the job %j has its directory %j', (job, name) => {
  expect(resolveOptions({ 'state.checkpoints.dir': '/state' }, 1, job)?.directory).toBe(`/state/${name}`);
});

test.each([
  ['execution.checkpointing.interval', 'soon', 'a duration such as 500ms'],
  ['execution.checkpointing.interval', '-1', 'a duration such as 500ms'],
  ['execution.checkpointing.mode', 'MOST_ONCE', 'AT_LEAST_ONCE or EXACTLY_ONCE'],
  ['execution.checkpointing.tolerable-failed-checkpoints', '-1', 'a whole number of at least 0'],
  ['execution.checkpointing.externalized-checkpoint-retention', 'KEEP', 'RETAIN_ON_CANCELLATION'],
  ['state.checkpoints.num-retained', '0', 'a whole number of at least 1'],
  ['state.checkpoints.dir', 'hdfs:///flink/checkpoints', 'a path or a file:/// URL'],
  ['state.checkpoints.dir', 'file://elsewhere/checkpoints', 'a path or a file:/// URL'],
  ['flink.checkpoints.enable', 'perhaps', 'true or false'],
])('%s: %j is refused, with what it takes', (key, value, expected) => {
  expect(() => resolveOptions({ [key]: value }, 1_000)).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID_VALUE',
      message: expect.stringMatching(new RegExp(`^${key}: "${value}" \\(conf\\) is not ${expected}`)) as string,
    }) as Error,
  );
});

test('an old and a new name with different values are refused', () => {
  const conf = { 'flink.checkpoints.interval': 1_000, 'execution.checkpointing.interval': '2s' };
  expect(() => resolveOptions(conf)).toThrow(expect.objectContaining({ code: 'CONFIG_CONFLICT' }) as Error);
});
