import type {
  ConfigObject,
  DataStream,
  DataStreamSink,
  OutcomeListener,
  RecordOutcome,
  StreamingContext,
} from '@weir/core';
import { HttpMethodSink } from './http-method-sink.js';
import type { HttpSinkConfig } from './options/http-sink-config.js';
import type { OutcomeFunction } from './outcome/outcome-function.js';
import { OutcomeStream } from './outcome/outcome-stream.js';
import type { HttpRecord } from './request/http-request.js';
import type { AxiosClient } from './send/axios-watched.js';

/** What an {@link HttpSink} is made with; everything is optional. */
export interface HttpSinkInit {
  /** Sent with every request; a request's own headers replace them by name. */
  readonly headers?: Readonly<Record<string, string>>;
  /** 0 or absent inherits that of the stream. */
  readonly parallelism?: number;
  /** How people call the sink. */
  readonly name?: string;
  /** The sink's stable identity: record ids and dead letters are made of it. */
  readonly uid?: string;
  /** Overrides what file and command line say under `http.sink`, for this sink. */
  readonly config?: HttpSinkConfig & ConfigObject;
  /** Requests go through this instance, interceptors and all; connections and retries stay the sink's. */
  readonly axios?: AxiosClient;
  /** Says what an answer means where its status does not: a 200 that carries an error. */
  readonly classify?: OutcomeFunction;
  /** Told of each record's end before it counts as delivered or dead-lettered. */
  readonly onOutcome?: OutcomeListener<HttpRecord>;
}

/**
 * Sends each record of a stream as one HTTP request: to the target, or into the dead-letter store, always.
 *
 * A record is a URL, or an {@link HttpRequest} whose own `method` wins over the sink's. How it behaves is configured
 * under `http.sink`; see `docs/reference/configuration.md`.
 *
 * @example
 * new HttpSink(context).post(urls).setParallelism(2).name('orders').uid('orders-http');
 */
export class HttpSink {
  readonly #init: HttpSinkInit;
  #outcomes: OutcomeStream<HttpRecord> | undefined;

  /** @param _context the context of `handle()`: the sink belongs to its job */
  constructor(_context: StreamingContext, init: HttpSinkInit = {}) {
    this.#init = init;
  }

  get(stream: DataStream<string> | DataStream<HttpRecord>): DataStreamSink {
    return this.#sink(stream, 'GET');
  }

  post(stream: DataStream<string> | DataStream<HttpRecord>): DataStreamSink {
    return this.#sink(stream, 'POST');
  }

  patch(stream: DataStream<string> | DataStream<HttpRecord>): DataStreamSink {
    return this.#sink(stream, 'PATCH');
  }

  put(stream: DataStream<string> | DataStream<HttpRecord>): DataStreamSink {
    return this.#sink(stream, 'PUT');
  }

  delete(stream: DataStream<string> | DataStream<HttpRecord>): DataStreamSink {
    return this.#sink(stream, 'DELETE');
  }

  options(stream: DataStream<string> | DataStream<HttpRecord>): DataStreamSink {
    return this.#sink(stream, 'OPTIONS');
  }

  trace(stream: DataStream<string> | DataStream<HttpRecord>): DataStreamSink {
    return this.#sink(stream, 'TRACE');
  }

  /**
   * What became of the records of this sink, one after the other, until the job ends. Call it in `handle()`; read it from
   * one loop, which may begin at any time.
   *
   * A record counts as settled only when the loop comes back for the next outcome: each outcome is seen at least once,
   * nothing piles up, and a slow loop slows the stream. Leaving the loop ends the observing, and not the job.
   */
  outcomes(): AsyncIterable<RecordOutcome<HttpRecord>> {
    return (this.#outcomes ??= new OutcomeStream());
  }

  #sink(stream: DataStream<HttpRecord>, method: string): DataStreamSink {
    const { parallelism = 0, name, uid } = this.#init;
    const { headers = {}, config = {}, axios, classify, onOutcome } = this.#init;
    const outcomes = (): OutcomeStream<HttpRecord> | undefined => this.#outcomes;
    const node = stream.addSink(new HttpMethodSink({ method, headers, config, axios, classify, onOutcome, outcomes }));
    if (parallelism !== 0) node.setParallelism(parallelism);
    if (name !== undefined) node.name(name);
    if (uid !== undefined) node.uid(uid);
    return node;
  }
}
