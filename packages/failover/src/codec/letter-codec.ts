import { deadLetterReasons, networkErrors, type DeadLetter } from '@weir/core';
import { z } from 'zod';
import { formatVersion, parseJson, parseValue } from './parse-line.js';
import { quickCheck } from './quick-check.js';

/** For messages. */
const what = 'dead letter';

const attemptSchema = z.object({
  at: z.number(),
  durationMs: z.number(),
  status: z.number().exactOptional(),
  error: z.enum(networkErrors).exactOptional(),
  message: z.string().exactOptional(),
  responseHead: z.string().exactOptional(),
  retryAfter: z.string().exactOptional(),
});

const letterSchema = z.object({
  reason: z.enum(deadLetterReasons),
  detail: z.string(),
  method: z.string(),
  url: z.string(),
  id: z.string(),
  job: z.string(),
  sink: z.string(),
  subtask: z.number(),
  key: z.string().exactOptional(),
  idempotencyKey: z.string(),
  headers: z.record(z.string(), z.string()),
  removedHeaders: z.array(z.string()),
  contentType: z.string().exactOptional(),
  attempts: z.array(attemptSchema),
  firstAt: z.number(),
  lastAt: z.number(),
  body: z.string().exactOptional(),
  bodyBase64: z.base64().exactOptional(),
});

/**
 * A letter as a JSON object, version 1: what a person looks for first stands first, the body last.
 *
 * The fields are those of {@link DeadLetter}, and `v` (format version), `time` (`lastAt` in ISO 8601, for people) and,
 * instead of `body`, `bodyBase64` when the body is bytes.
 */
export type LetterJson = Readonly<{ v: number; time: string } & z.infer<typeof letterSchema>>;

/** The JSON object of `letter`; for stores that put more beside it. */
export function letterToJson(letter: DeadLetter): LetterJson {
  const { reason, detail, method, url, body, headers, removedHeaders, attempts, ...rest } = letter;
  return {
    v: formatVersion,
    time: new Date(letter.lastAt).toISOString(),
    reason,
    detail,
    method,
    url,
    ...rest,
    headers,
    removedHeaders: [...removedHeaders],
    attempts: [...attempts],
    ...bodyToJson(body),
  };
}

function bodyToJson(body: DeadLetter['body']): Pick<LetterJson, 'body' | 'bodyBase64'> {
  if (body === undefined) return {};
  if (typeof body === 'string') return { body };
  return { bodyBase64: Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('base64') };
}

/** One line of JSON, without the line break. */
export function encodeLetter(letter: DeadLetter): string {
  return JSON.stringify(letterToJson(letter));
}

/** Reads what {@link encodeLetter} wrote; fields it does not know are left out. @throws LETTER_STORE_CORRUPT, LETTER_VERSION_UNSUPPORTED */
export function decodeLetter(text: string): DeadLetter {
  return letterFromJson(parseJson(text, what));
}

/** As {@link decodeLetter}, of what JSON.parse has made of the text. */
export function letterFromJson(value: unknown): DeadLetter {
  return isPlainLetter(value) ? takeFields(value) : withBody(parseValue(value, letterSchema, what));
}

type LetterFields = z.output<typeof letterSchema>;

/** Besides the version and the time, StreamPark's fields: Kafka's messages and HDFS's lines have them beside a letter. */
const hasLetterFields = quickCheck(letterSchema, ['v', 'time', 'values', 'timestamp']);

/** Whether `value` is a letter as this build writes it, with a body of text: nearly all of them are. */
function isPlainLetter(value: unknown): value is LetterFields {
  if (!hasLetterFields(value)) return false;
  const { v, bodyBase64 } = value as LetterJson;
  return v === formatVersion && bodyBase64 === undefined;
}

/** A letter of the fields of `json`. Each is named: a copy of what is left of an object costs as much as its parsing. */
function takeFields(json: LetterFields): DeadLetter {
  const { reason, detail, method, url, id, job, sink, subtask, idempotencyKey, headers, removedHeaders } = json;
  const { key, contentType, attempts, firstAt, lastAt, body } = json;
  const letter: { -readonly [K in keyof DeadLetter]: DeadLetter[K] } = {
    reason,
    detail,
    method,
    url,
    id,
    job,
    sink,
    subtask,
    idempotencyKey,
    headers,
    removedHeaders,
    attempts,
    firstAt,
    lastAt,
  };
  if (key !== undefined) letter.key = key;
  if (contentType !== undefined) letter.contentType = contentType;
  if (body !== undefined) letter.body = body;
  return letter;
}

function withBody({ bodyBase64, ...letter }: LetterFields): DeadLetter {
  return bodyBase64 === undefined ? letter : { ...letter, body: Uint8Array.from(Buffer.from(bodyBase64, 'base64')) };
}
