// Source → three maps → a sink that answers at once, against the loop that a careful person writes by hand. See
// bench/README.md.
import { parseArgs } from 'node:util';
import { StreamingJob } from '@weir/core';
import { runLocal } from '@weir/runner-local';
import { figure, printFigures } from '../figure.mjs';
import { median } from '../median.mjs';

const { values } = parseArgs({
  options: { records: { type: 'string', default: '2000000' }, rounds: { type: 'string', default: '7' } },
});
const count = Number(values.records);
/** Records in flight at most, on both sides. */
const bound = 64;
const steps = [(i) => i + 1, (i) => i * 2, (i) => i ^ 0x55];

/** What both sides end in: an asynchronous call that is over at once, with a promise for each record. */
class Target {
  sum = 0;

  async send(record) {
    this.sum += record;
  }
}

/** A sink with at most `bound` records in flight, each of which is settled when its promise is. */
class Instant {
  name = 'instant';
  target = new Target();

  createWriter() {
    return new InstantWriter(this.target);
  }
}

class InstantWriter {
  #target;
  #accepted = 0;
  #delivered = 0;
  #waiting = [];

  constructor(target) {
    this.#target = target;
  }

  write(batch, from) {
    let index = from;
    while (index < batch.values.length && this.#inFlight < bound) {
      this.#accepted += 1;
      this.#target.send(batch.values[index++]).then(this.#settle);
    }
    return index - from;
  }

  ready = () => this.#until(() => this.#inFlight < bound);
  flush = () => this.#until(() => this.#inFlight === 0);
  abandon = () => this.flush();
  close = () => Promise.resolve();
  ledger = () => ({
    accepted: this.#accepted,
    delivered: this.#delivered,
    deadLettered: 0,
    held: this.#inFlight,
  });

  get #inFlight() {
    return this.#accepted - this.#delivered;
  }

  #settle = () => {
    this.#delivered += 1;
    if (this.#inFlight > 0) return;
    // All that was in flight has been settled: whoever waits for room or for the end is told once.
    for (const resolve of this.#waiting.splice(0)) resolve();
  };

  #until(isSo) {
    return isSo() ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve));
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
  return sink.target.sum;
}

/** So many workers, each awaits its record: what bounds an asynchronous sink by hand. */
async function byHand() {
  const [first, second, third] = steps;
  const target = new Target();
  let next = 0;
  const worker = async () => {
    while (next < count) await target.send(third(second(first(next++))));
  };
  await Promise.all(Array.from({ length: bound }, worker));
  return target.sum;
}

async function cpuNanos(run) {
  const before = process.cpuUsage();
  const sum = await run();
  const { user, system } = process.cpuUsage(before);
  return { sum, nanos: ((user + system) * 1_000) / count };
}

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
