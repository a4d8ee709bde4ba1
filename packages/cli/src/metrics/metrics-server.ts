import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describeError, MetricRegistry, WeirError, type Logger } from '@weir/core';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { formatMetrics } from './format-metrics.js';

/** Where metrics are served. */
export interface MetricsAddress {
  readonly host: string;
  /** 0 takes a free one. */
  readonly port: number;
}

/** Serves what a job counts at `/metrics`, until it is closed. */
export class MetricsServer implements AsyncDisposable {
  readonly registry = new MetricRegistry();
  readonly #process = new Registry();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  private constructor() {
    collectDefaultMetrics({ register: this.#process });
  }

  /** @throws CLI_USAGE when the address cannot be listened on */
  static async start({ host, port }: MetricsAddress, logger: Logger): Promise<MetricsServer> {
    const started = new MetricsServer();
    const server = started.#server;
    try {
      await once(server.listen(port, host), 'listening');
    } catch (cause) {
      const taken = (cause as NodeJS.ErrnoException).code === 'EADDRINUSE';
      const problem = taken ? `the port ${port} of ${host} is taken` : describeError(cause);
      throw new WeirError('CLI_USAGE', `--metrics: ${problem}. Give another port, or 0 for a free one.`, { cause });
    }
    const { address, port: actual, family } = server.address() as AddressInfo;
    const shown = family === 'IPv6' ? `[${address}]` : address;
    logger.info(`Metrics at http://${shown}:${actual}/metrics`, { port: actual });
    // A job that has ended must not be kept alive by whoever watches it.
    server.unref();
    return started;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }

  async #answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = url?.split('?')[0] === '/metrics' && (method === 'GET' || method === 'HEAD');
    if (!asked) {
      response.writeHead(404, { 'content-type': 'text/plain' }).end('Metrics are at /metrics.\n');
      return;
    }
    try {
      const text = `${await formatMetrics(this.registry.collect())}\n${await this.#process.metrics()}`;
      response.writeHead(200, { 'content-type': this.#process.contentType }).end(method === 'HEAD' ? '' : text);
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`${describeError(error)}\n`);
    }
  }
}
