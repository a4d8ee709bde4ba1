import { setImmediate } from 'node:timers/promises';
import type { StreamingContext } from '../api/streaming-context.js';
import { StreamingJob, type JobSettings } from '../api/streaming-job.js';
import { Parameters } from '../config/parameters.js';
import { isWeirError } from '../errors/weir-error.js';
import { GraphBuilder } from '../graph/graph-builder.js';
import type { JobGraph } from '../graph/job-graph.js';
import type { Sink } from '../ports/sink.js';
import { configureJob, drawGraph } from './draw-graph.js';

const nowhere: Sink<unknown> = { name: 'nowhere', createWriter: () => Promise.reject(new Error('not run here')) };

function draw(handle: (context: StreamingContext) => unknown, values: Record<string, string> = {}): JobGraph {
  class Orders extends StreamingJob {
    handle(context: StreamingContext): void {
      return handle(context) as undefined;
    }
  }
  const parameters = Parameters.of(values);
  const job = new Orders();
  return drawGraph(job, configureJob(job, parameters), parameters);
}

function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isWeirError(error)) return `${error.code} ${error.message}`;
    throw error;
  }
  return 'nothing was refused';
}

function idsOf(handle: (context: StreamingContext) => unknown): string[] {
  return draw(handle).nodes.map((node) => node.id);
}

describe('ids of nodes', () => {
  const whole = (context: StreamingContext): void => {
    const lines = context.readTextFile('a.txt');
    const numbers = lines.map(Number);
    numbers.filter((n) => n > 1).addSink(nowhere);
    numbers
      .filter((n) => n < 1)
      .union(numbers)
      .addSink(nowhere);
  };

  it('are paths from the source, the same each time', () => {
    expect(idsOf(whole)).toEqual([
      'source',
      'source/map',
      'source/map/filter',
      'source/map/filter/sink',
      'source/map/filter#2',
      'source/map/filter#2/union',
      'source/map/filter#2/union/sink',
    ]);
    expect(idsOf(whole)).toEqual(idsOf(whole));
  });

  it('do not change when something unrelated is added behind, beside or before', () => {
    const added = (context: StreamingContext): void => {
      const orders = context.fromElements(1).uid('orders');
      orders.map((n) => n).addSink(nowhere);
      whole(context);
      orders.map((n) => n).addSink(nowhere);
    };
    const uidOfNewSource = (id: string): boolean => id.startsWith('orders');
    const ids = idsOf(added).filter((id) => !uidOfNewSource(id));
    expect(ids.map((id) => id.replace(/^source#2/, 'source'))).toEqual(idsOf(whole));
    const behind = (context: StreamingContext): void => {
      whole(context);
      context.fromElements(1).addSink(nowhere);
    };
    expect(idsOf(behind)).toEqual([...idsOf(whole), 'source#2', 'source#2/sink']);
  });

  it('begin at the nearest uid, so that what stands before it does not matter', () => {
    const ids = idsOf((context) => {
      context.fromElements(1).map(String).uid('parsed').map(Number).addSink(nowhere).uid('out');
    });
    expect(ids).toEqual(['source', 'parsed', 'parsed/map', 'out']);
  });

  it('follow a uid that is given later in handle()', () => {
    const ids = idsOf((context) => {
      const numbers = context.fromElements(1);
      numbers.map((n) => n).addSink(nowhere);
      numbers.uid('numbers');
    });
    expect(ids).toEqual(['numbers', 'numbers/map', 'numbers/map/sink']);
  });

  it('are refused when two nodes have the same uid, however it came about', () => {
    expect(
      refusal(() =>
        draw((context) => {
          const numbers = context.fromElements(1).name('numbers').uid('x');
          numbers.addSink(nowhere).name('out').uid('x');
        }),
      ),
    ).toBe('GRAPH_DUPLICATE_UID source "numbers" and sink "out" have the same uid "x". Give each a uid of its own.');
    expect(
      refusal(() =>
        draw((context) => {
          const numbers = context.fromElements(1);
          numbers
            .map((n) => n)
            .addSink(nowhere)
            .uid('source/map');
        }),
      ),
    ).toMatch(/^GRAPH_DUPLICATE_UID map "map" and sink "nowhere" have the same uid "source\/map"/);
  });

  it('are refused when blank', () => {
    expect(refusal(() => draw((context) => context.fromElements(1).uid(' ')))).toBe(
      'GRAPH_INVALID The uid of "collection" is blank. Give it a text.',
    );
  });
});

describe('a graph', () => {
  const graph = draw((context) => {
    const keyed = context.fromElements(1, 2).keyBy((n) => n);
    keyed
      .map((n) => n)
      .setParallelism(3)
      .name('double')
      .rebalance()
      .addSink(nowhere)
      .setParallelism(2)
      .name('out');
  });

  it('has name, parallelism and partitioning as they were drawn', () => {
    expect(graph.job).toBe('Orders');
    expect(graph.nodes.map(({ kind, name, parallelism }) => [kind, name, parallelism])).toEqual([
      ['source', 'collection', 1],
      ['operator', 'keyBy', 1],
      ['operator', 'double', 3],
      ['sink', 'out', 2],
    ]);
    expect(graph.edges.map(({ from, to, input, partitioning }) => [from, to, input, partitioning])).toEqual([
      ['source', 'source/keyBy', 0, 'forward'],
      ['source/keyBy', 'source/keyBy/map', 0, 'hash'],
      ['source/keyBy/map', 'source/keyBy/map/sink', 0, 'rebalance'],
    ]);
  });

  it('is frozen', () => {
    for (const part of [graph, graph.nodes, graph.edges, ...graph.nodes, ...graph.edges]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('cannot be changed after handle()', () => {
    let kept: StreamingContext | undefined;
    let stream: ReturnType<StreamingContext['fromElements']> | undefined;
    draw((context) => {
      kept = context;
      stream = context.fromElements<unknown>(1).name('late');
      stream.addSink(nowhere);
    });
    expect(refusal(() => stream?.map((n) => n))).toBe(
      'GRAPH_FROZEN A map was added after handle() had returned. Do it in handle().',
    );
    expect(refusal(() => kept?.fromElements(1))).toMatch(/^GRAPH_FROZEN A source was added/);
    expect(refusal(() => kept?.setParallelism(2))).toMatch(/^GRAPH_FROZEN The parallelism of the job was changed/);
    for (const change of [() => stream?.name('x'), () => stream?.uid('x'), () => stream?.setParallelism(1)]) {
      expect(refusal(change)).toBe('GRAPH_FROZEN "late" was changed after handle() had returned. Draw it in handle().');
    }
  });

  it('is refused without a sink', () => {
    expect(refusal(() => draw((context) => void context.fromElements(1)))).toBe(
      'GRAPH_NO_SINK The job Orders has no sink, so it would do nothing. End a stream with addSink() or a sink such as HttpSink.',
    );
    expect(refusal(() => draw(() => undefined))).toMatch(/^GRAPH_NO_SINK /);
  });

  it('is refused with streams that nothing reads, all of which are named', () => {
    expect(
      refusal(() =>
        draw((context) => {
          const numbers = context.fromElements(1);
          numbers.addSink(nowhere);
          numbers.map((n) => n).name('forgotten');
          context.generate().name('unused');
        }),
      ),
    ).toBe(
      'GRAPH_NO_SINK Nothing reads the output of map "forgotten", source "unused" in the job Orders. End the stream with a sink, or remove it.',
    );
  });

  it('is refused when handle() is asynchronous, and a rejection does not end the process', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): unknown => unhandled.push(reason);
    process.on('unhandledRejection', note);
    const message = refusal(() =>
      draw(async (context) => {
        context.fromElements(1).addSink(nowhere);
        throw new Error('later');
      }),
    );
    await setImmediate();
    process.off('unhandledRejection', note);
    expect(message).toBe(
      'GRAPH_INVALID handle() of Orders returned a promise. Make it synchronous; wait for things in ready().',
    );
    expect(unhandled).toEqual([]);
  });
});

describe('parallelism', () => {
  it.each([0, -1, 1.5, NaN, Infinity, 32_769, '2' as never])('of %p is refused wherever it is set', (parallelism) => {
    const expected = `${parallelism}; expected a whole number from 1 to 32768.`;
    const numbers = (context: StreamingContext) => context.fromElements(1).map((n) => n);
    expect(refusal(() => draw((context) => numbers(context).setParallelism(parallelism)))).toBe(
      `GRAPH_INVALID_PARALLELISM The parallelism of "map" is ${expected}`,
    );
    expect(refusal(() => draw((context) => numbers(context).addSink(nowhere).setParallelism(parallelism)))).toBe(
      `GRAPH_INVALID_PARALLELISM The parallelism of "nowhere" is ${expected}`,
    );
    expect(refusal(() => draw((context) => context.setParallelism(parallelism)))).toBe(
      `GRAPH_INVALID_PARALLELISM The parallelism of the job is ${expected}`,
    );
    expect(refusal(() => new GraphBuilder(parallelism))).toMatch(/^GRAPH_INVALID_PARALLELISM /);
  });

  it('is inherited from key, configure() and setParallelism(), in this order; a source that cannot be split has 1', () => {
    const parallelisms = (handle: (context: StreamingContext) => unknown): number[] =>
      draw(handle, { 'parallelism.default': '4' }).nodes.map((node) => node.parallelism);
    expect(parallelisms((context) => context.fromElements(1).map(String).addSink(nowhere))).toEqual([1, 4, 4]);
    expect(
      parallelisms((context) => {
        context.fromElements(1).map(String).setParallelism(2).addSink(nowhere);
        context.setParallelism(8);
      }),
    ).toEqual([1, 2, 8]);
  });

  it('of a source that cannot be split is refused above 1, with what to do', () => {
    expect(refusal(() => draw((context) => context.generate().setParallelism(2)))).toBe(
      'GRAPH_INVALID_PARALLELISM The source "generator" cannot be read in parallel: its parallelism is 1, not 2. Set the parallelism of what follows it.',
    );
  });

  it('given as a key is refused by its name', () => {
    expect(refusal(() => draw(() => undefined, { 'parallelism.default': '0' }))).toBe(
      'CONFIG_INVALID_VALUE parallelism.default: "0" (program) is not a whole number from 1 to 32768. Correct the value.',
    );
  });
});

describe('settings of a job', () => {
  class Orders extends StreamingJob {
    override configure(settings: JobSettings, parameters: Parameters): void {
      settings.name += parameters.get('suffix', '');
      settings.parallelism *= 2;
    }

    handle(): void {
      return;
    }
  }
  const configure = (values: Record<string, string>): JobSettings => configureJob(new Orders(), Parameters.of(values));

  it('come from the class, then the keys, then configure()', () => {
    expect(configure({})).toEqual({ name: 'Orders', parallelism: 2, onError: 'fail' });
    expect(configure({ 'pipeline.name': 'late', 'parallelism.default': '3', suffix: '!' })).toEqual({
      name: 'late!',
      parallelism: 6,
      onError: 'fail',
    });
    expect(configure({ 'app.name': 'by alias' }).name).toBe('by alias');
  });

  it('are refused when pipeline.name and app.name contradict each other', () => {
    expect(refusal(() => configure({ 'pipeline.name': 'a', 'app.name': 'b' }))).toBe(
      'CONFIG_CONFLICT pipeline.name and app.name mean the same and are set to different values. Keep one of them.',
    );
  });

  it('are refused when configure() is asynchronous', () => {
    class Slow extends Orders {
      override configure = (async () => undefined) as never;
    }
    expect(refusal(() => configureJob(new Slow(), new Parameters()))).toBe(
      'GRAPH_INVALID configure() of Slow returned a promise. Make it synchronous; wait for things in ready().',
    );
  });
});
