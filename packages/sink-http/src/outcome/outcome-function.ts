import { describeError, WeirError } from '@weir/core';
import type { Answered, ResponseHeaders, SendResult } from '../send/http-transport.js';
import type { Outcome, OutcomeClassifier } from './classify-outcome.js';

/** An answer, as an {@link OutcomeFunction} sees it. */
export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: ResponseHeaders;
  /** The first bytes of the body, at most 16 KiB. */
  readonly bodyHead: Uint8Array;
  /** `bodyHead` as UTF-8. */
  readonly text: string;
}

/**
 * Says what an answer means, where its status does not: a 200 that carries an error, for example. Undefined leaves it to
 * the table. Called for each answer, before the table; synchronous, and on the way of every record, so keep it quick.
 *
 * When it throws the job fails, and the record stays held.
 */
export type OutcomeFunction = (response: HttpResponse) => Outcome | undefined;

/** The outcomes that an {@link OutcomeFunction} can give. */
export const outcome = Object.freeze({
  delivered: Object.freeze({ kind: 'delivered' }),
  /** @param afterMs what the destination asks to wait, as in Retry-After; capped by `backoff.maxRetryAfter` */
  retry(afterMs?: number): Outcome {
    return afterMs === undefined ? { kind: 'retry' } : { kind: 'retry', afterMs };
  },
  /** @param detail why, in words, for the dead letter */
  reject(detail: string): Outcome {
    return { kind: 'reject', reason: 'rejected', detail };
  },
});

class Response implements HttpResponse {
  readonly #answer: Answered;
  #text: string | undefined;

  constructor(answer: Answered) {
    this.#answer = answer;
  }

  get status(): number {
    return this.#answer.status;
  }

  get headers(): ResponseHeaders {
    return this.#answer.headers;
  }

  get bodyHead(): Uint8Array {
    return this.#answer.bodyHead;
  }

  /** Decoded only when somebody reads it. */
  get text(): string {
    return (this.#text ??= Buffer.from(this.#answer.bodyHead).toString());
  }
}

const kinds: readonly unknown[] = ['delivered', 'retry', 'reject'];

function failed(cause: unknown, status: number): WeirError {
  const message =
    `The classify function of the HTTP sink failed for an answer ${status}: ${describeError(cause)}. ` +
    'The record stays held. Correct the function and run the job again.';
  return new WeirError('SINK_FAILED', message, { cause, details: { status } });
}

function ask(classify: OutcomeFunction, answer: Answered): Outcome | undefined {
  try {
    // Types do not hold at run time.
    const given = classify(new Response(answer)) as { readonly kind?: unknown } | null | undefined;
    if (given === undefined) return undefined;
    if (kinds.includes(given?.kind)) return given as Outcome;
  } catch (cause) {
    throw failed(cause, answer.status);
  }
  throw failed(new TypeError('it gave neither an outcome nor undefined'), answer.status);
}

/** `table`, but for the answers that `classify` has a word on. @throws SINK_FAILED when `classify` throws */
export function withFunction(table: OutcomeClassifier, classify: OutcomeFunction | undefined): OutcomeClassifier {
  if (!classify) return table;
  return (result: SendResult) => {
    const given = result.kind === 'answered' ? ask(classify, result) : undefined;
    return given ?? table(result);
  };
}
