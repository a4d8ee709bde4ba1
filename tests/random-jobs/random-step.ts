import type { DataStream } from '@weir/core';
import { hashKey } from '@weir/runner-local';
import fc from 'fast-check';

/** One operator of a random job: what it does to a stream, and what it must have done to the records. */
export interface RandomStep {
  readonly name: string;
  /** @param index its place in the job; makes what it adds to a URL its own */
  apply(stream: DataStream<string>, index: number): DataStream<string>;
  model(urls: readonly string[], index: number): readonly string[];
}

const same = (urls: readonly string[]): readonly string[] => urls;

function mark(url: string, index: number, value: number | string): string {
  return `${url}&s${index}=${value}`;
}

const map: RandomStep = {
  name: 'map',
  apply: (stream, index) => stream.map((url) => mark(url, index, 'm')),
  model: (urls, index) => urls.map((url) => mark(url, index, 'm')),
};

const filter: RandomStep = {
  name: 'filter',
  apply: (stream) => stream.filter((url) => hashKey(url) % 5 !== 0),
  model: (urls) => urls.filter((url) => hashKey(url) % 5 !== 0),
};

/** None, one, two or three for one, by what the record is. */
function fan(url: string, index: number): string[] {
  return Array.from({ length: hashKey(url) % 4 }, (_, copy) => mark(url, index, copy));
}

const flatMap: RandomStep = {
  name: 'flatMap',
  apply: (stream, index) => stream.flatMap((url) => fan(url, index)),
  model: (urls, index) => urls.flatMap((url) => fan(url, index)),
};

const keyBy: RandomStep = { name: 'keyBy', apply: (stream) => stream.keyBy((url) => hashKey(url) % 11), model: same };

const rebalance: RandomStep = { name: 'rebalance', apply: (stream) => stream.rebalance(), model: same };

/** The stream and a copy of it, each marked: two ways that meet again. */
const diamond: RandomStep = {
  name: 'diamond',
  apply: (stream, index) =>
    stream.map((url) => mark(url, index, 'a')).union(stream.map((url) => mark(url, index, 'b'))),
  model: (urls, index) => urls.flatMap((url) => [mark(url, index, 'a'), mark(url, index, 'b')]),
};

function mapAsync(ordered: boolean, concurrency: number): RandomStep {
  return {
    name: `mapAsync(${ordered ? 'ordered' : 'unordered'}, ${concurrency})`,
    apply: (stream, index) =>
      stream.mapAsync(
        async (url) => {
          // Some at once, some a turn of the event loop later, so that they overtake each other.
          if (hashKey(url) % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
          return mark(url, index, 'y');
        },
        { ordered, concurrency },
      ),
    model: (urls, index) => urls.map((url) => mark(url, index, 'y')),
  };
}

/** Any operator. */
export const randomStep: fc.Arbitrary<RandomStep> = fc.oneof(
  fc.constantFrom(map, filter, flatMap, keyBy, rebalance, diamond),
  fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 16 })).map(([ordered, most]) => mapAsync(ordered, most)),
);
