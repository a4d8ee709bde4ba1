import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  Parameters,
  type Clock,
  type ConfigObject,
  type DeadLetter,
  type DeadLetterStore,
  type SinkState,
} from '@weir/core';
import { openStore, resolveFailover } from '@weir/failover';
import {
  createWriterHarness,
  readLetters,
  startEndpoint,
  type Endpoint,
  type ManualClock,
  type MemoryLogger,
  type Script,
  type WriterHarness,
} from '@weir/testing';
import { HttpMethodSink, type HttpMethodSinkParts } from '../http-method-sink.js';
import type { HttpRecord } from '../request/http-request.js';

/** How a writer of the sink is made. */
export interface RigWriter<C extends Clock = ManualClock> {
  /** Keys below `http.sink`; a retry comes at once unless they say otherwise. */
  readonly config?: ConfigObject;
  readonly parts?: Partial<HttpMethodSinkParts>;
  readonly restored?: SinkState | undefined;
  readonly clock?: C;
}

/** A writer of the HTTP sink whose letters go to a store in the folder `directory`. */
export function openSinkWriter<C extends Clock = ManualClock>(
  directory: string,
  { config, parts, restored, clock }: RigWriter<C> = {},
): Promise<WriterHarness<HttpRecord, C, MemoryLogger>> {
  const sink = new HttpMethodSink({
    ...{ method: 'POST', headers: {}, axios: undefined, onOutcome: undefined, ...parts },
    config: { 'backoff.initial': 0, 'failover.file.path': directory, ...config },
  });
  return createWriterHarness<HttpRecord, C>(sink, { ...(restored && { restored }), ...(clock && { clock }) });
}

function openStoreIn(directory: string): DeadLetterStore {
  const parameters = Parameters.of({ 'file.path': directory });
  return openStore(resolveFailover(parameters.entries(), 'http.sink.failover'));
}

/** Every open letter of the store in the folder `directory`. */
export async function lettersIn(directory: string): Promise<DeadLetter[]> {
  const store = openStoreIn(directory);
  const letters = await readLetters(store);
  await store.close();
  return letters;
}

/** Writers of the HTTP sink before an endpoint, with a store of letters that goes with the rig. */
export class SinkRig implements AsyncDisposable {
  readonly endpoint: Endpoint;
  /** The folder of the store. */
  readonly directory: string;

  private constructor(endpoint: Endpoint, directory: string) {
    this.endpoint = endpoint;
    this.directory = directory;
  }

  static async create(script: Script = 200): Promise<SinkRig> {
    return new SinkRig(await startEndpoint({ script }), await mkdtemp(join(tmpdir(), 'weir-rig-')));
  }

  openWriter(writer?: RigWriter): Promise<WriterHarness<HttpRecord, ManualClock, MemoryLogger>> {
    return openSinkWriter(this.directory, writer);
  }

  /** Has a writer settle `records`, and gives what it logged. */
  async settle(records: readonly unknown[], writer?: RigWriter): Promise<MemoryLogger> {
    await using harness = await this.openWriter(writer);
    await harness.writeAll(records as readonly HttpRecord[]);
    await harness.writer.flush();
    expect(harness.ledger()).toMatchObject({ accepted: records.length, held: 0 });
    return harness.logger;
  }

  /** The store of letters, for the caller to close. */
  openStore(): DeadLetterStore {
    return openStoreIn(this.directory);
  }

  /** Every open letter. */
  letters(): Promise<DeadLetter[]> {
    return lettersIn(this.directory);
  }

  /** What the endpoint saw of a header, in the order of the requests. */
  seen(header: string): (string | undefined)[] {
    return this.endpoint.ledger.exchanges.map(({ request }) => request.headers[header]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.endpoint.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}
