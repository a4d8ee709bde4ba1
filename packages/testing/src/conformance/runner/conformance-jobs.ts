import { StreamingJob, type DataStream, type StreamingContext } from '@weir/core';
import { LineFileSink } from './line-file-sink.js';

/** Parameter that names the directory which a conformance job writes to. */
export const outputKey = 'conformance.output';

/** A job of the conformance suite: draws some streams and writes them down. */
abstract class ConformanceJob extends StreamingJob {
  protected write(context: StreamingContext, stream: DataStream<unknown>, parallelism = 1): void {
    const directory = context.parameters.get(outputKey, '');
    stream.addSink(new LineFileSink(directory)).setParallelism(parallelism).uid('out');
  }
}

/** Synchronous operators, with captured values and an object in between. */
export class Operators extends ConformanceJob {
  handle(context: StreamingContext): void {
    const factor = 10;
    const stream = context
      .generate({ count: 100 })
      .map((n) => ({ n, scaled: n * factor }))
      .filter(({ n }) => n % 2 === 0)
      .flatMap(({ n, scaled }) => (n === 0 ? [] : [scaled, scaled + 1]));
    this.write(context, stream);
  }
}

/** No record at all. */
export class EmptySource extends ConformanceJob {
  handle(context: StreamingContext): void {
    this.write(context, context.fromElements<number>());
  }
}

/** Records that only a codec beyond JSON carries over a boundary. */
export class Elements extends ConformanceJob {
  handle(context: StreamingContext): void {
    const values = [
      undefined,
      null,
      NaN,
      -0,
      10n ** 20n,
      new Date(0),
      new Uint8Array([0, 255]),
      new Map([['a', 1]]),
      'ü€😀',
    ];
    this.write(
      context,
      context
        .fromCollection<unknown>(values)
        .rebalance()
        .map((value) => value),
      2,
    );
  }
}

/** Equal keys meet at one subtask, in the order of their source. */
export class Keyed extends ConformanceJob {
  handle(context: StreamingContext): void {
    const keyed = context
      .generate({ count: 1_000 })
      .keyBy((n) => n % 17)
      .map((n) => n)
      .setParallelism(4);
    this.write(context, keyed, 4);
  }
}

/** A stream that meets itself: each way through the graph gives records of their own. */
export class SelfUnion extends ConformanceJob {
  handle(context: StreamingContext): void {
    const numbers = context.generate({ count: 50 });
    this.write(context, numbers.union(numbers.map((n) => n)));
  }
}

/** Asynchronous functions in the order of their records, though later ones are done first. */
export class AsyncOrdered extends ConformanceJob {
  handle(context: StreamingContext): void {
    const stream = context.generate({ count: 60 }).mapAsync(
      async (n) => {
        for (let turns = (60 - n) % 7; turns > 0; turns--) await new Promise(setImmediate);
        return n;
      },
      { concurrency: 8 },
    );
    this.write(context, stream);
  }
}

/** Asynchronous functions in any order. */
export class AsyncUnordered extends ConformanceJob {
  handle(context: StreamingContext): void {
    const double = (n: number): Promise<number> => Promise.resolve(n * 2);
    this.write(context, context.generate({ count: 500 }).mapAsync(double, { ordered: false, concurrency: 32 }));
  }
}

/** A function that fails on one record. */
export class FailingMap extends ConformanceJob {
  handle(context: StreamingContext): void {
    const stream = context.generate({ count: 10 }).map((n) => {
      if (n === 7) throw new Error('seven is right out');
      return n;
    });
    this.write(context, stream.name('picky'));
  }
}

/** Throws on one number, however often it is asked. */
function refuse(n: number, refused: number): number {
  if (n === refused) throw new Error(`no ${n}`);
  return n;
}

/**
 * Functions that keep failing on a record each, in front of functions that would not take it, of shuffles, and of a
 * stream that meets itself.
 */
export class DeadLetters extends ConformanceJob {
  handle(context: StreamingContext): void {
    const onError = 'dead-letter';
    const checked = context
      .generate({ count: 20 })
      .map((n) => ({ n: refuse(n, 3) }), { onError })
      .name('first')
      .mapAsync(({ n }) => Promise.resolve({ n: n.toFixed() }))
      .mapAsync(({ n }) => Promise.resolve(refuse(Number(n), 7)), { onError })
      .name('second')
      .keyBy((n) => refuse(n, 11) % 5, { onError })
      .name('third')
      .map((n) => ({ n: n.toFixed() }))
      .setParallelism(2)
      .map(({ n }) => Number(n));
    this.write(context, checked.union(checked.filter(() => true)), 2);
  }
}

/** Says `parallelism` streams of the same lineage: run twice, the ids must agree. */
export class Ids extends ConformanceJob {
  handle(context: StreamingContext): void {
    const stream = context.fromElements('a', 'a', 'b').flatMap((text) => [text, text]);
    this.write(
      context,
      stream.rebalance().map((text) => text),
      2,
    );
  }
}
