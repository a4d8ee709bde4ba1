import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { WeirError, type Logger } from '@weir/core';

const startWithinMs = 10_000;
/** A Prism whose job ended with a killed `weir` ends itself. */
const idleShutdown = '30s';

/** A Prism that was started for one job. */
export interface PrismProcess {
  /** Its job service, `host:port`. */
  readonly endpoint: string;
  /** Ends it; resolves when it has ended. */
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

function notInstalled(cause: unknown): WeirError {
  return new WeirError(
    'RUNNER_NOT_INSTALLED',
    '--runner prism needs the program prism, which is not on the PATH. With Go 1.26 or newer: ' +
      'go install github.com/apache/beam/sdks/v2/go/cmd/prism@v2.77.0, then add "$(go env GOPATH)/bin" to the PATH.',
    { cause },
  );
}

/** Resolves when Prism says that it serves jobs; what it says goes to `logger`. */
async function serving(prism: ChildProcess, logger: Logger): Promise<void> {
  const lines: string[] = [];
  const ready = new Promise<void>((resolve) => {
    for (const stream of [prism.stdout, prism.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        if (lines.push(line) > 20) lines.shift();
        logger.debug(`prism: ${line}`);
        if (line.includes('Serving JobManagement')) resolve();
      });
    }
  });
  const signal = AbortSignal.timeout(startWithinMs);
  const failed = Promise.race([once(prism, 'exit', { signal }), once(prism, 'error', { signal })]);
  const isReady = await Promise.race([ready.then(() => true), failed.then(() => false)]);
  if (!isReady) throw new WeirError('RUNNER_NOT_INSTALLED', `prism ended while it started: ${lines.join(' | ')}`);
}

/** Starts the `prism` of the PATH on a free port. @throws RUNNER_NOT_INSTALLED */
export async function startPrism(logger: Logger): Promise<PrismProcess> {
  const port = await freePort();
  const args = [`-job_port=${port}`, '-serve_http=false', '-log_kind=text', `-idle_shutdown_timeout=${idleShutdown}`];
  // In a process group of its own: the Ctrl-C of a terminal is for the job, which Prism is still needed to cancel.
  const prism = spawn('prism', args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  await once(prism, 'spawn').catch((cause: unknown) => {
    throw notInstalled(cause);
  });
  const exited = once(prism, 'exit');
  const kill = (): void => void prism.kill();
  process.once('exit', kill);
  const stop = async (): Promise<void> => {
    kill();
    await exited;
    process.off('exit', kill);
  };
  try {
    await serving(prism, logger);
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint: `127.0.0.1:${port}`, stop };
}
