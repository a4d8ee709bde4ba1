import { once } from 'node:events';
import { connect } from 'node:net';
import { describeError, type DeadLetterStore } from '@weir/core';
import type { Terminal } from '../output/terminal.js';

/** How long a target may take to accept a connection. */
const connectTimeoutMs = 5_000;

/** What a probe looked at and what it found; without `problem` all is well. */
export interface ProbeResult {
  readonly what: string;
  readonly problem?: string;
}

/** Opens a TCP connection to the host of `url` and closes it; sends nothing. */
export async function probeEndpoint(url: URL): Promise<ProbeResult> {
  const what = `endpoint ${url.origin}`;
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const socket = connect({ host: url.hostname.replace(/^\[|\]$/g, ''), port });
  try {
    await once(socket, 'connect', { signal: AbortSignal.timeout(connectTimeoutMs) });
    return { what };
  } catch (error) {
    const late = error instanceof Error && error.name === 'AbortError';
    return { what, problem: late ? `no connection within ${connectTimeoutMs} ms` : describeError(error) };
  } finally {
    socket.destroy();
  }
}

/** Asks a store whether it can be written, and closes it. */
export async function probeStore(store: DeadLetterStore): Promise<ProbeResult> {
  const what = `dead-letter store: ${store.description}`;
  try {
    await store.probe();
    return { what };
  } catch (error) {
    return { what, problem: describeError(error) };
  } finally {
    await store.close();
  }
}

/** Prints results, one a line; says whether all is well. */
export function printProbes(results: readonly ProbeResult[], terminal: Terminal): boolean {
  for (const { what, problem } of results) {
    const verdict = problem === undefined ? terminal.paint('good', 'ok    ') : terminal.paint('bad', 'FAILED');
    terminal.print(`  ${verdict}  ${what}${problem === undefined ? '' : `: ${problem}`}`);
  }
  return results.every(({ problem }) => problem === undefined);
}
