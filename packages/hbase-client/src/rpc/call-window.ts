import type { HBaseError } from '../errors.js';
import type { MessageReader } from '../protocol/message-codec.js';

/** One call from the moment it is asked for until it has its answer. */
export interface PendingCall {
  readonly methodName: string;
  /** Makes the bytes only when the call is sent, so that a waiting call holds its request once. */
  readonly encode: (callId: number) => Buffer;
  readonly succeed: (body: MessageReader) => void;
  readonly fail: (error: HBaseError) => void;
}

/** A call that is on the wire. */
export interface SentCall {
  readonly callId: number;
  readonly call: PendingCall;
  readonly sentAt: number;
}

/** The header carries the id as an unsigned number, Java reads it as a signed one. */
export const MAX_CALL_ID = 0x7fffffff;

/** The calls of one connection: at most `maxCallsInFlight` on the wire, the others waiting in order. */
export class CallWindow {
  readonly #maxCallsInFlight: number;
  readonly #inFlight = new Map<number, SentCall>();
  readonly #waiting = new Set<PendingCall>();
  #nextCallId = 0;

  constructor(maxCallsInFlight: number) {
    this.#maxCallsInFlight = maxCallsInFlight;
  }

  /** Puts a call at the end of the queue. */
  add(call: PendingCall): void {
    this.#waiting.add(call);
  }

  /** Moves the first waiting call onto the wire; `undefined` when none waits or the window is full. */
  next(now: number): SentCall | undefined {
    if (this.#inFlight.size >= this.#maxCallsInFlight) return undefined;
    const [call] = this.#waiting;
    if (!call) return undefined;
    const sent = { callId: this.#nextCallId, call, sentAt: now };
    this.#nextCallId = sent.callId === MAX_CALL_ID ? 0 : sent.callId + 1;
    this.#waiting.delete(call);
    this.#inFlight.set(sent.callId, sent);
    return sent;
  }

  /** The call that an answer belongs to; `undefined` when it has expired. */
  sent(callId: number): PendingCall | undefined {
    return this.#inFlight.get(callId)?.call;
  }

  /** Takes out a call that is answered. */
  complete(callId: number): void {
    this.#inFlight.delete(callId);
  }

  /**
   * Takes out a call whose time is over.
   *
   * @returns how it was sent, or `undefined` when it was still waiting
   */
  expire(call: PendingCall): SentCall | undefined {
    this.#waiting.delete(call);
    const sent = [...this.#inFlight.values()].find((candidate) => candidate.call === call);
    if (sent) this.#inFlight.delete(sent.callId);
    return sent;
  }

  /** Takes out every call, those on the wire first. */
  drain(): PendingCall[] {
    const calls = [...[...this.#inFlight.values()].map(({ call }) => call), ...this.#waiting];
    this.#inFlight.clear();
    this.#waiting.clear();
    return calls;
  }
}
