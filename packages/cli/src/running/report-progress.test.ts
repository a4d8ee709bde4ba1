import { MemoryLogger } from '@weir/testing';
import { Terminal } from '../output/terminal.js';
import { reportProgress } from './report-progress.js';

const written: string[] = [];
const stream = (isTTY: boolean) => ({ isTTY, columns: 200, write: (text: string) => written.push(text) });

/** A job that gets 1 % further with each look at it. */
function steadyJob() {
  let percent = 0;
  return {
    status() {
      percent += 1;
      const ledger = { accepted: percent, delivered: percent, deadLettered: 0, held: 0 };
      return { ledger, gauges: {}, restarts: 0, progress: { position: percent, of: 100 } };
    },
  };
}

beforeEach(() => {
  jest.useFakeTimers();
  written.length = 0;
});

afterEach(() => jest.useRealTimers());

test('shows progress with the time that is left on a terminal, and takes the line away at the end', () => {
  const end = reportProgress(steadyJob(), new Terminal(stream(true), stream(true), {}), new MemoryLogger());
  jest.advanceTimersByTime(5_000);
  expect(written.at(-1)).toContain('4 records/s');
  expect(written.at(-1)).toMatch(/20 % · ETA 0:20$/);
  end();
  expect(written.at(-1)).toBe('\r\u001b[2K');
});

test('writes a log line every ten seconds where nobody looks on', () => {
  const logger = new MemoryLogger();
  const end = reportProgress(steadyJob(), new Terminal(stream(false), stream(false), {}), logger);
  jest.advanceTimersByTime(20_000);
  end();
  jest.advanceTimersByTime(60_000);
  expect(logger.messages('info')).toEqual([
    expect.stringMatching(/^4 records\/s .* 40 % · ETA 0:15$/),
    expect.stringMatching(/ 80 % · ETA 0:05$/),
  ]);
  expect(written).toEqual([]);
});
