import { StreamingJob, type DataStream, type JobClass, type StreamingContext } from '@weir/core';
import { HttpSink } from '@weir/sink-http';
import { scriptedSource, type FaultShare } from '@weir/testing';
import fc from 'fast-check';
import { randomFaultShares } from './random-fault-shares.js';
import { randomStep, type RandomStep } from './random-step.js';

/** Everything of a random run. */
export interface RandomJob {
  readonly steps: readonly RandomStep[];
  /** How many records each source gives; several sources are united. */
  readonly sources: readonly number[];
  /** Where sources fail, once each, as shares of what they give. */
  readonly sourceFailures: readonly number[];
  /** Which calls of the sink's outcome listener fail the job. */
  readonly sinkFailures: readonly number[];
  readonly parallelism: number;
  readonly queueCapacity: number;
  readonly intervalMs: number;
  /** What goes wrong at the endpoint, and how often; which requests it hits follows from the seed. */
  readonly faults: readonly FaultShare[];
  readonly faultSeed: number;
  readonly order: 'none' | 'key';
  readonly orderOnGiveUp: 'skip' | 'dead-letter-key';
  /** Run by run, after how many requests it is killed; then one is left to finish. */
  readonly kills: readonly number[];
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

/** Any run. */
export const randomJob: fc.Arbitrary<RandomJob> = fc.record({
  steps: fc.array(randomStep, { maxLength: 5 }),
  sources: fc.array(fc.integer({ min: 1, max: 250 }), { minLength: 1, maxLength: 3 }),
  sourceFailures: fc.array(share, { maxLength: 2 }),
  sinkFailures: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 2 }),
  parallelism: fc.integer({ min: 1, max: 3 }),
  queueCapacity: fc.constantFrom(5, 50, 10_000),
  intervalMs: fc.constantFrom(1, 5, 25),
  faults: randomFaultShares,
  faultSeed: fc.nat(),
  order: fc.constantFrom('none', 'key'),
  orderOnGiveUp: fc.constantFrom('skip', 'dead-letter-key'),
  kills: fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 3 }),
});

function urlsOf(job: RandomJob, base: string, source: number): string[] {
  return Array.from({ length: job.sources[source] ?? 0 }, (_, n) => `${base}/r?n=${source}-${n}`);
}

/** A source that gives its records, fails on the way, and gives the rest when it is asked again. */
function failingSource(urls: readonly string[], failures: readonly number[]) {
  const places = failures.map((at) => Math.floor(at * urls.length)).sort((a, b) => a - b);
  const pieces = [0, ...places].map((from, i) => urls.slice(from, places[i] ?? urls.length));
  return scriptedSource(
    pieces.flatMap((values, i) => [
      ...(i > 0 ? [{ kind: 'fail' as const, error: new Error('the source broke'), once: true }] : []),
      ...(values.length > 0 ? [{ kind: 'give' as const, values }] : []),
    ]),
  );
}

/** The URLs that must be delivered or dead-lettered. */
export function expectedUrls(job: RandomJob, base: string): readonly string[] {
  const all = job.sources.flatMap((_, source) => urlsOf(job, base, source));
  return job.steps.reduce<readonly string[]>((urls, step, index) => step.model(urls, index), all);
}

/** The job as a class; its sources and its sink fail as planned, each failure once. */
export function toJobClass(job: RandomJob, base: string): JobClass {
  const sources = job.sources.map((_, i) => failingSource(urlsOf(job, base, i), i === 0 ? job.sourceFailures : []));
  const failures = new Set(job.sinkFailures);
  let calls = 0;
  const onOutcome = (): Promise<void> => {
    if (failures.delete(++calls)) return Promise.reject(new Error('the listener broke'));
    return Promise.resolve();
  };
  return class Random extends StreamingJob {
    override handle(context: StreamingContext): void {
      context.setParallelism(job.parallelism);
      const [first, ...others] = sources.map((source) => context.addSource(source));
      const united = (first as DataStream<string>).union(...others);
      const requests = job.steps.reduce((stream, step, index) => step.apply(stream, index), united);
      new HttpSink(context, { onOutcome }).post(requests).uid('out');
    }
  };
}
