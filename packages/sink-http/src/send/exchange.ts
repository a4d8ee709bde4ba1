import type { Dispatcher } from 'undici';
import type { Failed, ResponseHeaders } from './http-transport.js';
import { failedBy } from './network-error.js';

/** A whole answer; of its body what the {@link BodyLimit} keeps. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly statusText: string;
  readonly headers: ResponseHeaders;
  readonly body: Uint8Array;
}

/** How much of a body is kept, and whether more than that is dropped or fails the exchange. */
export interface BodyLimit {
  readonly bytes: number;
  readonly excess: 'drop' | 'fail';
}

/** Told how an exchange ended; `reusable` says whether its connection can carry another request. */
export type ExchangeEnd = (result: Answer | Failed, reusable: boolean) => void;

const nothing = new Uint8Array();

/**
 * One request and its answer, as undici's dispatcher reports them: the handler of `Dispatcher.dispatch`.
 *
 * Ends exactly once: with an answer, with a failure, or by {@link cancel}.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #limit: BodyLimit;
  readonly #onEnd: ExchangeEnd;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #statusText = '';
  #headers: ResponseHeaders = {};
  #chunks: Uint8Array[] | undefined;
  #kept = 0;
  #ended = false;

  constructor(limit: BodyLimit, onEnd: ExchangeEnd) {
    this.#limit = limit;
    this.#onEnd = onEnd;
  }

  /** Ends the exchange with `failure`, whatever it is at. The request may have been sent. */
  cancel(failure: Failed): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#controller?.abort(new Error(failure.message));
    this.#onEnd(failure, this.#controller !== undefined);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    // Throwing takes the request back and leaves the connection alone; aborting would destroy it.
    if (this.#ended) throw new Error('The request was cancelled before it was sent.');
    this.#controller = controller;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: ResponseHeaders, text?: string): void {
    this.#status = status;
    this.#statusText = text ?? '';
    this.#headers = headers;
  }

  onResponseData(_: Dispatcher.DispatchController, chunk: Uint8Array): void {
    const room = this.#limit.bytes - this.#kept;
    if (chunk.length > room && this.#limit.excess === 'fail') {
      const message = `the answer is longer than ${this.#limit.bytes} bytes`;
      this.cancel({ kind: 'failed', error: 'protocol', message });
    } else if (room > 0) {
      const part = chunk.length > room ? chunk.subarray(0, room) : chunk;
      (this.#chunks ??= []).push(part);
      this.#kept += part.length;
    }
  }

  onResponseEnd(): void {
    if (this.#ended) return;
    this.#ended = true;
    const chunks = this.#chunks ?? [];
    const body = chunks.length > 1 ? Buffer.concat(chunks) : (chunks[0] ?? nothing);
    const answer = { status: this.#status, statusText: this.#statusText, headers: this.#headers, body };
    this.#onEnd({ kind: 'answer', ...answer }, true);
  }

  onResponseError(_: Dispatcher.DispatchController, error: Error): void {
    if (this.#ended) return;
    this.#ended = true;
    // Later, because undici is still tidying up: a request that is sent from in here on the same client breaks it.
    queueMicrotask(() => {
      this.#onEnd(failedBy(error), true);
    });
  }
}
