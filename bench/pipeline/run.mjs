// Source → three maps → a sink that answers at once, against the loop that a careful person writes by hand. See
// bench/README.md.
import { parseArgs } from 'node:util';
import { StreamingJob } from '@weir/core';
import { runLocal } from '@weir/runner-local';
import { figure, printFigures } from '../figure.mjs';

const { values } = parseArgs({
  options: { records: { type: 'string', default: '2000000' }, rounds: { type: 'string', default: '7' } },
});
const count = Number(values.records);
const steps = [(i) => i + 1, (i) => i * 2, (i) => i ^ 0x55];

/** Takes each record and settles it at once, as an asynchronous sink would: with a promise for each. */
class Instant {
  name = 'instant';
  sum = 0;

  createWriter() {
    let accepted = 0;
    return {
      write: (batch, from) => {
        for (let i = from; i < batch.values.length; i++) this.sum += batch.values[i];
        accepted += batch.values.length - from;
        return batch.values.length - from;
      },
      ready: () => Promise.resolve(),
      flush: () => Promise.resolve(),
      abandon: () => Promise.resolve(),
      close: () => Promise.resolve(),
      ledger: () => ({ accepted, delivered: accepted, deadLettered: 0, held: 0 }),
    };
  }
}

async function throughWeir() {
  const sink = new Instant();
  class Pipeline extends StreamingJob {
    handle(context) {
      steps.reduce((stream, step) => stream.map(step), context.generate({ count })).addSink(sink);
    }
  }
  await runLocal(Pipeline);
  return sink.sum;
}

/** 64 workers, each awaits its record: what bounds an asynchronous sink by hand. */
async function byHand() {
  const [first, second, third] = steps;
  let [next, sum] = [0, 0];
  const send = async (record) => {
    sum += record;
  };
  const worker = async () => {
    while (next < count) await send(third(second(first(next++))));
  };
  await Promise.all(Array.from({ length: 64 }, worker));
  return sum;
}

async function cpuNanos(run) {
  const before = process.cpuUsage();
  const sum = await run();
  const { user, system } = process.cpuUsage(before);
  return { sum, nanos: ((user + system) * 1_000) / count };
}

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const rounds = [];
for (let round = -1; round < Number(values.rounds); round++) {
  const [hand, weir] = [await cpuNanos(byHand), await cpuNanos(throughWeir)];
  if (hand.sum !== weir.sum) throw new Error(`different results: ${hand.sum} and ${weir.sum}`);
  if (round >= 0) rounds.push({ hand: hand.nanos, weir: weir.nanos, ratio: weir.nanos / hand.nanos });
}
for (const name of ['hand', 'weir']) {
  console.log(
    `${name.padEnd(5)} ${median(rounds.map((round) => round[name]))
      .toFixed(0)
      .padStart(5)} ns CPU per record`,
  );
}
printFigures([
  figure('three maps, CPU ÷ hand-written bounded loop', median(rounds.map(({ ratio }) => ratio)), 'at most', 3),
]);
