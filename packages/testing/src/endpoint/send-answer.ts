import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Answer, EndlessBodyAnswer, SlowHeadersAnswer, StatusAnswer, TruncatedAnswer } from './answer.js';
import type { WireRequest } from './read-request.js';
import { responseBody, responseHead, toBuffer } from './response-bytes.js';

/** Where an answer goes. */
export interface AnswerChannel {
  readonly socket: Socket;
  readonly request: WireRequest;
  /** Aborts when the connection is gone; waits then reject. */
  readonly gone: AbortSignal;
  /** Resolves when the test releases held answers; rejects when the connection is gone. */
  readonly released: () => Promise<void>;
}

const truncatedResetAfterMs = 20;

/**
 * Does what `answer` says and resolves when it is done. Rejects when the connection is gone before that; answers
 * without an end never resolve.
 */
export async function sendAnswer(answer: Answer, channel: AnswerChannel): Promise<void> {
  const { socket, gone } = channel;
  if (answer.delayMs !== undefined) await delay(answer.delayMs, undefined, { signal: gone });
  switch (answer.kind) {
    case 'status':
      sendStatus(answer, channel);
      return;
    case 'held':
      await channel.released();
      return sendAnswer(answer.then, channel);
    case 'never':
      return untilGone(gone);
    case 'half-open':
      socket.pause();
      return untilGone(gone);
    case 'reset':
      socket.resetAndDestroy();
      return;
    case 'close':
      socket.end();
      return;
    case 'truncated':
      return sendTruncated(answer, channel);
    case 'garbage':
      socket.end(answer.bytes ?? 'This is not HTTP.\r\n\r\n');
      return;
    case 'slow-headers':
      return sendSlowHeaders(answer, channel);
    case 'endless-body':
      return sendEndlessBody(answer, channel);
  }
}

function sendStatus(answer: StatusAnswer, { socket, request }: AnswerChannel): void {
  const extra = answer.close === 'announced' ? { Connection: 'close' } : {};
  const head = responseHead(answer, { extra, contentLength: toBuffer(answer.body).length });
  const body = responseBody(answer, request.method);
  socket.write(body.length === 0 ? head : Buffer.concat([head, body]));
  if (answer.close !== undefined) socket.end();
}

async function sendTruncated(answer: TruncatedAnswer, { socket, gone }: AnswerChannel): Promise<void> {
  const body = toBuffer(answer.body);
  const part = body.subarray(0, answer.sentBytes ?? Math.floor(body.length / 2));
  const sent = Buffer.concat([responseHead(answer, { contentLength: body.length }), part]);
  if (answer.end !== 'reset') {
    socket.end(sent);
    return;
  }
  socket.write(sent);
  // A client that finds part and reset together may see neither the part nor that it was a reset.
  await delay(truncatedResetAfterMs, undefined, { signal: gone });
  socket.resetAndDestroy();
}

async function sendSlowHeaders(answer: SlowHeadersAnswer, { socket, request, gone }: AnswerChannel): Promise<void> {
  const head = responseHead(answer, { contentLength: toBuffer(answer.body).length });
  for (let i = 0; i < head.length; i += 1) {
    await delay(answer.everyMs, undefined, { signal: gone });
    socket.write(head.subarray(i, i + 1));
  }
  socket.write(responseBody(answer, request.method));
}

async function sendEndlessBody(answer: EndlessBodyAnswer, { socket, gone }: AnswerChannel): Promise<never> {
  const chunk = toBuffer(answer.chunk ?? 'x'.repeat(1024));
  const framed = Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]);
  socket.write(responseHead(answer, { extra: { 'Transfer-Encoding': 'chunked' } }));
  for (;;) {
    const hasRoom = socket.write(framed);
    if (!hasRoom) await once(socket, 'drain', { signal: gone });
    await delay(answer.everyMs ?? 10, undefined, { signal: gone });
  }
}

/** Rejects when the connection is gone. */
async function untilGone(gone: AbortSignal): Promise<never> {
  gone.throwIfAborted();
  await once(gone, 'abort');
  throw gone.reason;
}
