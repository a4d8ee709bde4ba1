// One job over many records: CPU per record window by window. See bench/README.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { StreamingJob } from '@weir/core';
import { runLocal } from '@weir/runner-local';
import { HttpSink } from '@weir/sink-http';
import { figure, printFigures } from '../figure.mjs';
import { startTarget } from '../target/start-target.mjs';

const { values } = parseArgs({
  options: { windows: { type: 'string', default: '10' }, 'window-records': { type: 'string', default: '1000000' } },
});
const [windows, size] = [Number(values.windows), Number(values['window-records'])];
const target = await startTarget();
const directory = mkdtempSync(join(tmpdir(), 'weir-windows-'));
const micros = [];
let before = process.cpuUsage();

function closeWindow() {
  const { user, system } = process.cpuUsage(before);
  before = process.cpuUsage();
  micros.push((user + system) / size);
  process.stderr.write(`window ${micros.length} of ${windows}: ${micros.at(-1).toFixed(1)} µs\n`);
}

class Windows extends StreamingJob {
  handle(context) {
    const urls = context.generate({ count: (windows + 1) * size }).map((i) => {
      // The first window warms up: it ends where the count begins.
      if (i === size) before = process.cpuUsage();
      else if (i > size && i % size === 0) closeWindow();
      return `${target.url}/r?id=${i}`;
    });
    new HttpSink(context).post(urls);
  }
}

const conf = {
  'http.sink.threshold.numWriters': 1,
  'http.sink.threshold.maxInFlightPerWriter': 64,
  'execution.checkpointing.interval': '1s',
  'state.checkpoints.dir': directory,
};
await runLocal(Windows, { conf });
closeWindow();
target.stop();
rmSync(directory, { recursive: true });

/** Change over all windows of the straight line through them (least squares), relative to its mean. */
function slope(numbers) {
  const mean = numbers.reduce((sum, y) => sum + y, 0) / numbers.length;
  const middle = (numbers.length - 1) / 2;
  const products = numbers.reduce((sum, y, x) => sum + (x - middle) * (y - mean), 0);
  const squares = numbers.reduce((sum, _, x) => sum + (x - middle) ** 2, 0);
  return ((products / squares) * (numbers.length - 1)) / mean;
}
console.log(`µs per record, window by window: ${micros.map((one) => one.toFixed(1)).join(' ')}`);
printFigures([figure('CPU per record, last window against first, %', slope(micros) * 100, 'at most', 5)]);
