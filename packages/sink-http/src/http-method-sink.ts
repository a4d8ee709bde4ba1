import { createRequire } from 'node:module';
import {
  joinKey,
  keyNames,
  WeirError,
  type ConfigObject,
  type Logger,
  type OutcomeListener,
  type Parameters,
  type Sink,
  type SinkContext,
  type SinkState,
  type SinkWriter,
} from '@weir/core';
import { openStore } from '@weir/failover';
import type { HttpSinkConfig } from './options/http-sink-config.js';
import { httpSinkKeys } from './options/http-sink-keys.js';
import { httpSinkPrefix, resolveHttpSinkOptions, type HttpSinkOptions } from './options/resolve-http-sink-options.js';
import type { OutcomeFunction } from './outcome/outcome-function.js';
import type { OutcomeStream } from './outcome/outcome-stream.js';
import { headerProblem, type HeaderList } from './request/header-list.js';
import type { HttpRecord } from './request/http-request.js';
import { RequestPreparer } from './request/prepare-request.js';
import { ClientFactory } from './send/client-factory.js';
import { connectionPolicy } from './send/connection-policy.js';
import { Connections } from './send/connections.js';
import type * as axiosTransport from './send/axios-transport.js';
import type { AxiosClient } from './send/axios-watched.js';
import type { HttpTransport } from './send/http-transport.js';
import { SharedConnections } from './send/shared-connections.js';
import { UndiciTransport } from './send/undici-transport.js';
import { HttpSinkWriter } from './writer/http-sink-writer.js';

const load = createRequire(__filename);

/** What a sink for one method is made of. */
export interface HttpMethodSinkParts {
  /** In capitals. */
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly config: HttpSinkConfig & ConfigObject;
  readonly axios: AxiosClient | undefined;
  readonly classify?: OutcomeFunction | undefined;
  readonly onOutcome: OutcomeListener<HttpRecord> | undefined;
  /** The stream of outcomes, once somebody has asked for it. */
  readonly outcomes?: () => OutcomeStream<HttpRecord> | undefined;
}

/** The node that an {@link HttpSink} puts into the graph. */
export class HttpMethodSink implements Sink<HttpRecord> {
  readonly name: string;
  readonly takesFailures = true;
  readonly keys = keyNames(httpSinkKeys).map((key) => joinKey(httpSinkPrefix, key));
  readonly #parts: HttpMethodSinkParts;
  /** By the parameters that they follow. */
  readonly #connections = new Map<Parameters, SharedConnections>();

  constructor(parts: HttpMethodSinkParts) {
    this.name = `http ${parts.method.toLowerCase()}`;
    this.#parts = parts;
  }

  /** Sent with every request, unless the request has a header of the same name. */
  get headers(): Readonly<Record<string, string>> {
    return this.#parts.headers;
  }

  /** How this sink behaves with `parameters`. @throws the errors of {@link resolveHttpSinkOptions} */
  options(parameters: Parameters, logger?: Logger): HttpSinkOptions {
    return resolveHttpSinkOptions(parameters, this.#parts.config, logger);
  }

  validate(parameters: Parameters, logger: Logger): void {
    const { security } = this.options(parameters, logger);
    connectionPolicy(security.connections, httpSinkPrefix);
    if (!security.connections.tls.verify) {
      logger.warn(`${httpSinkPrefix}.tls.verify is false: servers are not verified, and anybody can be one.`);
    }
    checkedHeaders(this.#parts.headers);
  }

  createWriter(context: SinkContext, restored?: SinkState): SinkWriter<HttpRecord> {
    const { method, headers, classify } = this.#parts;
    const options = this.options(context.parameters);
    const preparer = new RequestPreparer({ method, headers: checkedHeaders(headers), body: options.body });
    const shared = this.#connections.get(context.parameters) ?? shareConnections(options);
    this.#connections.set(context.parameters, shared);
    const transport = this.#openTransport(options, shared, context.logger);
    const store = openStore(options.failover, { clock: context.clock, logger: context.logger });
    const random = Math.random;
    const onOutcome = this.#outcomeListener();
    const writer = new HttpSinkWriter({ context, options, preparer, transport, store, classify, onOutcome, random });
    if (restored) writer.restore(restored);
    return writer;
  }

  end(): void {
    for (const shared of this.#connections.values()) void shared.close();
    this.#connections.clear();
    this.#parts.outcomes?.()?.end();
  }

  #outcomeListener(): OutcomeListener<HttpRecord> | undefined {
    const { onOutcome, outcomes } = this.#parts;
    const stream = outcomes?.()?.listener;
    if (!onOutcome || !stream) return onOutcome ?? stream;
    return async (ended) => {
      await onOutcome(ended);
      await stream(ended);
    };
  }

  #openTransport(options: HttpSinkOptions, shared: SharedConnections, logger: Logger): HttpTransport {
    if (this.#parts.axios === undefined) return new UndiciTransport(options.timeoutMs, shared);
    // Loaded only when it is used, because axios is slow to load. By require, because the sandbox of a user's jest
    // refuses import().
    const { AxiosTransport } = load('./send/axios-transport.js') as typeof axiosTransport;
    return new AxiosTransport(this.#parts.axios, options.timeoutMs, logger, shared);
  }
}

/** How long connections are kept for a next writer. */
const keepConnectionsMs = 30_000;

function shareConnections({ security, timeoutMs, connectionMaxAgeMs }: HttpSinkOptions): SharedConnections {
  const policy = connectionPolicy(security.connections, httpSinkPrefix);
  const open = (): Connections => new Connections(new ClientFactory(timeoutMs, policy), connectionMaxAgeMs);
  return new SharedConnections(open, keepConnectionsMs);
}

function checkedHeaders(headers: Readonly<Record<string, string>>): HeaderList {
  return Object.entries(headers).flatMap(([name, value]) => {
    const problem = headerProblem(name, value);
    if (problem === undefined) return [name, value];
    throw new WeirError('CONFIG_INVALID_VALUE', `headers of the HttpSink: ${problem}. Correct it.`, {
      details: { header: name },
    });
  });
}
