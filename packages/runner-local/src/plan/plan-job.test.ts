import { configureJob, drawGraph, Parameters, StreamingJob, type Sink, type StreamingContext } from '@weir/core';
import type { ExecutionPlan } from './execution-plan.js';
import { planJob } from './plan-job.js';

const sink: Sink<unknown> = {
  name: 'nowhere',
  createWriter: () => {
    throw new Error('planning opens nothing');
  },
};

function plan(draw: (context: StreamingContext) => void): ExecutionPlan {
  class Job extends StreamingJob {
    handle(context: StreamingContext): void {
      draw(context);
    }
  }
  const job = new Job();
  const parameters = new Parameters();
  return planJob(drawGraph(job, configureJob(job, parameters), parameters));
}

/** `source>map>sink×1` for each stage. */
function describeStages({ stages }: ExecutionPlan): string[] {
  return stages.map(({ source, operators, sink: end, parallelism }) => {
    const names = [source && 'source', ...operators.map(({ operator }) => operator.kind), end && 'sink'];
    return `${names.filter(Boolean).join('>')}×${parallelism}`;
  });
}

function describeConnections({ connections }: ExecutionPlan): string[] {
  return connections.map(({ from, to, input, partitioning }) => `${from}→${to}#${input} ${partitioning}`);
}

test('a chain of equal parallelism is one stage without channels', () => {
  const planned = plan((context) =>
    context
      .fromElements(1)
      .map((n) => n)
      .filter(Boolean)
      .addSink(sink),
  );
  expect(describeStages(planned)).toEqual(['source>map>filter>sink×1']);
  expect(planned.connections).toEqual([]);
});

test('a change of parallelism starts a stage and rebalances', () => {
  const planned = plan((context) =>
    context
      .fromElements(1)
      .map((n) => n)
      .setParallelism(3)
      .addSink(sink)
      .setParallelism(3),
  );
  expect(describeStages(planned)).toEqual(['source×1', 'map>sink×3']);
  expect(describeConnections(planned)).toEqual(['0→1#0 rebalance']);
});

test('keyBy and rebalance start a stage even where the parallelism is equal', () => {
  const planned = plan((context) => {
    const keyed = context.fromElements(1).keyBy((n) => n);
    keyed
      .map((n) => n)
      .rebalance()
      .addSink(sink);
  });
  expect(describeStages(planned)).toEqual(['source>keyBy×1', 'map×1', 'sink×1']);
  expect(describeConnections(planned)).toEqual(['0→1#0 hash', '1→2#0 rebalance']);
});

test('a stream with two readers ends a stage, and a union keeps its inputs apart', () => {
  const planned = plan((context) => {
    const numbers = context.fromElements(1);
    numbers.union(numbers.map((n) => n)).addSink(sink);
  });
  expect(describeStages(planned)).toEqual(['source×1', 'map×1', 'union>sink×1']);
  expect(describeConnections(planned)).toEqual(['0→1#0 forward', '0→2#0 forward', '1→2#1 forward']);
});
