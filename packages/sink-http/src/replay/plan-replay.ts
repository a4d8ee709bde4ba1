import type { DeadLetter } from '@weir/core';
import { replayRequest, type ReplayChanges } from '../letter/replay-request.js';
import { headerValue } from '../request/header-list.js';
import type { HttpRequest } from '../request/http-request.js';
import { RequestPreparer } from '../request/prepare-request.js';
import type { PreparedRequest } from '../request/prepared-request.js';

/** Why a letter must not be replayed as things are. */
export type ReplayObstacle =
  /** It was sent with secret headers, which nobody has given again; names in lower case. */
  | { readonly kind: 'secret-headers'; readonly names: readonly string[] }
  /** Nobody knows its method. */
  | { readonly kind: 'no-method' }
  /** What is changed makes no request of it, where there was one. */
  | { readonly kind: 'broken'; readonly detail: string };

/** What a replay does with one letter. */
export type PlannedReplay =
  | { readonly kind: 'send'; readonly request: HttpRequest; readonly method: string; readonly url: string }
  /** It is no request still: it stays open. */
  | { readonly kind: 'malformed'; readonly request: HttpRequest; readonly detail: string }
  | { readonly kind: 'refused'; readonly obstacle: ReplayObstacle };

/** What makes a letter a request, and how. */
export interface ReplayPlanOptions {
  readonly changes: ReplayChanges;
  /** `http.sink.body` of the sink that replays. */
  readonly body: 'none' | 'streampark-json';
}

function missingHeaders({ removedHeaders }: DeadLetter, { headers }: PreparedRequest): string[] {
  return removedHeaders.filter((name) => headerValue(headers, name) === undefined);
}

/** Gives what a replay does with each letter. Pure: nothing is sent and nothing is settled. */
export function planReplay({ changes, body }: ReplayPlanOptions): (letter: DeadLetter) => PlannedReplay {
  // The fallback is only there to find out whether anything else is wrong: no letter is sent by it.
  const preparer = new RequestPreparer({ method: 'POST', headers: [], body });
  const changesNothing = [changes.headers, changes.sinkHeaders, changes.rewriteUrl].every((one) => one === undefined);
  return (letter) => {
    const request = replayRequest(letter, changes);
    if (letter.reason === 'operator-failed') return { kind: 'malformed', request, detail: letter.detail };
    // It was sent like this before, so it can be sent again.
    if (changesNothing && letter.method !== '' && letter.removedHeaders.length === 0) {
      return { kind: 'send', request, method: letter.method, url: request.url };
    }
    const prepared = preparer.prepare(request);
    if (prepared.kind === 'malformed') {
      const { detail } = prepared;
      const unchanged = preparer.prepare(replayRequest(letter));
      if (unchanged.kind === 'malformed') return { kind: 'malformed', request, detail };
      return { kind: 'refused', obstacle: { kind: 'broken', detail } };
    }
    if ((request.method ?? '') === '') return { kind: 'refused', obstacle: { kind: 'no-method' } };
    const names = missingHeaders(letter, prepared);
    if (names.length > 0) return { kind: 'refused', obstacle: { kind: 'secret-headers', names } };
    return { kind: 'send', request, method: prepared.method, url: prepared.url };
  };
}
