import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamingJob, type StreamingContext } from '@weir/core';
import { HttpSink } from '@weir/sink-http';

/** Sends a hundred records to a server of its own. */
export default class Numbers extends StreamingJob {
  readonly #server: Server = createServer((_request, response) => response.end());

  override async ready(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  handle(context: StreamingContext): void {
    const { port } = this.#server.address() as AddressInfo;
    const urls = context.generate({ count: 100 }).map((n) => `http://127.0.0.1:${port}/${n}`);
    new HttpSink(context).post(urls).name('numbers').uid('numbers');
  }

  override destroy(): void {
    this.#server.close();
  }
}
