import type { DeadLetter } from '@weir/core';
import { decodeLetter, letterToJson } from '../../codec/letter-codec.js';
import { streamParkId, streamParkLetter, toStreamParkRecord } from '../../letters/streampark-letter.js';

/** What a line holds: a letter whole, as JSON; or the record alone, as StreamPark has it. */
export type LineContent = 'json' | 'raw';

/** How every line of JSON begins, and no URL. */
const jsonStart = '{"values":[';

/** `letter` on one line: `values` and `timestamp` as StreamPark writes them to Kafka, then the envelope. */
function toJson(letter: DeadLetter): string {
  const { text, at } = toStreamParkRecord(letter);
  return JSON.stringify({ values: [text], timestamp: at, ...letterToJson(letter) });
}

/** The line of `letter`, without its break. A record that has line breaks is written as JSON also where `raw` is asked. */
export function encodeLine(letter: DeadLetter, content: LineContent): string {
  const { text } = toStreamParkRecord(letter);
  return content === 'json' || text === '' || /[\r\n]/.test(text) ? toJson(letter) : text;
}

/** Where a line stands, and when it was written. */
export interface LineOrigin {
  readonly path: string;
  /** Number of the line, from 1. */
  readonly number: number;
  readonly at: number;
}

const positionOf = ({ path, number }: LineOrigin): string => `${path}:${number}`;

/** The id of the letter whose line holds nothing but its record. */
export function idAt(record: string, origin: LineOrigin): string {
  return streamParkId({ text: record, at: origin.at }, positionOf(origin));
}

/**
 * Reads a line. One that is no JSON of ours is a record: the letter's id is made of it, its path and its number.
 *
 * @throws LETTER_STORE_CORRUPT, LETTER_VERSION_UNSUPPORTED
 */
export function decodeLine(text: string, origin: LineOrigin): DeadLetter {
  if (text.startsWith(jsonStart)) return decodeLetter(text);
  return streamParkLetter({ text, at: origin.at }, positionOf(origin));
}
