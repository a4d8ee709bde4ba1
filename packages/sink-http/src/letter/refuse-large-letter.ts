import { WeirError, type DeadLetter } from '@weir/core';

/** Bytes of what the record brought: what the attempts add is small and bounded. */
function letterBytes({ url, headers, body = '' }: DeadLetter): number {
  const texts = [url, ...Object.entries(headers).flat()];
  return texts.reduce((bytes, text) => bytes + Buffer.byteLength(text), Buffer.byteLength(body));
}

/** The error of a letter with more than `maxBytes` of URL, headers and body; undefined when it has no more. */
export function refuseLargeLetter(letter: DeadLetter, maxBytes: number): WeirError | undefined {
  const bytes = letterBytes(letter);
  if (bytes <= maxBytes) return undefined;
  const { id, method, detail } = letter;
  return new WeirError(
    'LETTER_TOO_LARGE',
    `The dead letter ${id} (${`${method} ${detail}`.trim()}) has ${bytes} bytes; http.sink.failover.maxLetterBytes is ` +
      `${maxBytes}. Nothing is cut off and nothing lost: the record stays held. Raise that key and run the job again.`,
    { details: { id, bytes, maxBytes } },
  );
}
