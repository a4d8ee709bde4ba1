/** What every answer can say. */
interface AnswerBase {
  /** Waits before anything else is done; milliseconds. */
  readonly delayMs?: number;
  /**
   * Whether the endpoint did what the request asks for, whatever the client gets to see of it. Default: whether the
   * answer has a status from 200 to 299; without a status, false.
   */
  readonly taken?: boolean;
}

/** Status, headers and body of a response. */
export interface ResponseParts {
  readonly status: number;
  /** Sent as written, for example `{ 'Retry-After': '1' }`; Content-Length is added unless it or chunks are given. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
}

/** A whole response. */
export interface StatusAnswer extends AnswerBase, ResponseParts {
  readonly kind: 'status';
  /** Ends the connection behind the response: `announced` by a `Connection: close` header, or `silent`. */
  readonly close?: 'announced' | 'silent';
}

/** Waits for `Endpoint.release()`, then gives the answer `then`. */
export interface HeldAnswer extends AnswerBase {
  readonly kind: 'held';
  readonly then: Answer;
}

/** Reads on and never answers. */
export interface NeverAnswer extends AnswerBase {
  readonly kind: 'never';
}

/** Resets the connection (TCP RST); with `taken: true` after the request was taken. */
export interface ResetAnswer extends AnswerBase {
  readonly kind: 'reset';
}

/** Ends the connection (TCP FIN) without a byte of an answer. */
export interface CloseAnswer extends AnswerBase {
  readonly kind: 'close';
}

/** Goes silent: stops reading, never answers and never ends the connection, even when the client does. */
export interface HalfOpenAnswer extends AnswerBase {
  readonly kind: 'half-open';
}

/** Declares the whole body, sends a part of it and ends the connection. */
export interface TruncatedAnswer extends AnswerBase, ResponseParts {
  readonly kind: 'truncated';
  readonly body: string | Uint8Array;
  /** How much of the body is sent; default half of it, rounded down. */
  readonly sentBytes?: number;
  /** How the connection ends; default `close`. A reset follows 20 ms behind the part, so that the part is read. */
  readonly end?: 'close' | 'reset';
}

/** Sends `bytes` (default a line that is not HTTP) and ends the connection. */
export interface GarbageAnswer extends AnswerBase {
  readonly kind: 'garbage';
  readonly bytes?: string | Uint8Array;
}

/** Sends status line and headers one byte every `everyMs` milliseconds, then the body at once. */
export interface SlowHeadersAnswer extends AnswerBase, ResponseParts {
  readonly kind: 'slow-headers';
  readonly everyMs: number;
}

/** Sends a chunked body without an end: `chunk` (default 1 KiB) every `everyMs` (default 10) milliseconds. */
export interface EndlessBodyAnswer extends AnswerBase, Omit<ResponseParts, 'body'> {
  readonly kind: 'endless-body';
  readonly chunk?: string | Uint8Array;
  readonly everyMs?: number;
}

/** What the endpoint does with one request. */
export type Answer =
  | StatusAnswer
  | HeldAnswer
  | NeverAnswer
  | ResetAnswer
  | CloseAnswer
  | HalfOpenAnswer
  | TruncatedAnswer
  | GarbageAnswer
  | SlowHeadersAnswer
  | EndlessBodyAnswer;

/** Whether the endpoint takes a request that gets `answer`; see {@link AnswerBase.taken}. */
export function isTaken(answer: Answer): boolean {
  if (answer.taken !== undefined) return answer.taken;
  if (answer.kind === 'held') return isTaken(answer.then);
  return 'status' in answer && answer.status >= 200 && answer.status < 300;
}

/** What the ledger counts `answer` under: the status of a whole response, else its kind. */
export function answerLabel(answer: Answer): string {
  switch (answer.kind) {
    case 'status':
      return String(answer.status);
    case 'held':
      return answerLabel(answer.then);
    default:
      return answer.kind;
  }
}
