import type { DeadLetter } from '@weir/core';
import { z } from 'zod';
import { decodeLetter, letterFromJson, letterToJson } from '../../codec/letter-codec.js';
import { streamParkLetter, toStreamParkRecord } from '../../letters/streampark-letter.js';

/** A message as StreamPark writes it, whitespace aside. */
const streamParkMessage = z.object({ values: z.array(z.string()), timestamp: z.number() });

/** StreamPark's own layout; it escapes quotes in a record and nothing else, so that it may be no JSON. */
const streamParkLayout = /^\n\{\n"values":\[ "(.*)" \],\n"timestamp":(\d+)\n\}\n$/s;

/** The value of a message: StreamPark's two fields, and those of the letter beside them. */
export function encodeMessage(letter: DeadLetter): string {
  const { text, at } = toStreamParkRecord(letter);
  return JSON.stringify({ values: [text], timestamp: at, ...letterToJson(letter) });
}

/**
 * The letters of a message: one of what {@link encodeMessage} wrote, or one of each record that StreamPark put into it.
 *
 * @param position of the message, as `partition/offset`
 * @throws LETTER_STORE_CORRUPT, LETTER_VERSION_UNSUPPORTED
 */
export function decodeMessage(value: string, position: string): DeadLetter[] {
  const json = parseJson(value);
  // Most messages are ours, and are parsed once.
  if (typeof json === 'object' && json !== null && 'v' in json) return [letterFromJson(json)];
  const record = readLayout(value) ?? streamParkMessage.safeParse(json).data;
  if (record === undefined) return [decodeLetter(value)];
  return record.values.map((text, index) => streamParkLetter({ text, at: record.timestamp }, `${position}/${index}`));
}

/** What StreamPark wrote in its own layout. */
function readLayout(value: string): z.output<typeof streamParkMessage> | undefined {
  const [, texts, timestamp] = streamParkLayout.exec(value) ?? [];
  if (texts === undefined) return undefined;
  const values = texts.split(/(?<!\\)" , "/).map((text) => text.replaceAll('\\"', '"'));
  return { values, timestamp: Number(timestamp) };
}

/** Undefined for what is no JSON: the codec of letters says so. */
function parseJson(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return undefined;
  }
}
