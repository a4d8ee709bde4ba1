import { inspect } from 'node:util';
import { structuredJson, type DeadLetter } from '@weir/core';
import { isLetter } from '../request/is-letter.js';

/** What can be said of a record that no request can be made of. */
export interface MalformedRecord {
  /** Its URL; empty when it has none. */
  readonly url: string;
  /** The record itself: a text as it is, anything else as structured JSON, or as Node prints it. */
  readonly text: string;
  readonly key?: string;
  readonly replayOf?: DeadLetter;
}

function recordText(record: unknown): string {
  try {
    return JSON.stringify(structuredJson.encode(record, 'The sink'));
  } catch {
    // What JSON cannot carry can at least be looked at; inspect runs no code of the record.
    return inspect(record, { customInspect: false, depth: 5, maxArrayLength: null, maxStringLength: null });
  }
}

/** The value of an own property, without running a getter. */
function ownValue(record: object, name: string): unknown {
  return Object.getOwnPropertyDescriptor(record, name)?.value;
}

/** Reads what it can of `record`, which may be anything; never throws. */
export function readMalformed(record: unknown): MalformedRecord {
  if (typeof record === 'string') return { url: record, text: record };
  const text = recordText(record);
  if (typeof record !== 'object' || record === null) return { url: '', text };
  try {
    const [url, key, replayOf] = ['url', 'key', 'replayOf'].map((name) => ownValue(record, name));
    return {
      url: typeof url === 'string' ? url : '',
      text,
      ...(typeof key === 'string' && { key }),
      ...(isLetter(replayOf) && { replayOf }),
    };
  } catch {
    // A proxy can refuse to be read.
    return { url: '', text };
  }
}
