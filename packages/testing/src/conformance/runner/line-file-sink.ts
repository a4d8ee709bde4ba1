import { appendFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  lineageAt,
  recordId,
  structuredJson,
  type Batch,
  type JsonValue,
  type Sink,
  type SinkContext,
  type SinkWriter,
} from '@weir/core';

/** One record as a runner under test wrote it. */
export interface WrittenRecord {
  readonly id: string;
  readonly value: unknown;
  readonly key: string | undefined;
  readonly subtask: number;
  /** Why a function failed on it: then `value` is what the function was given, and the sink dead-lettered it. */
  readonly failure: string | undefined;
}

/**
 * Writes each record as a JSON line below a directory, a file per writer: what a runner did can be read afterwards,
 * whichever process it was done in.
 */
export class LineFileSink implements Sink<unknown> {
  readonly name = 'line-file';
  readonly takesFailures = true;
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  createWriter(context: SinkContext): SinkWriter<unknown> {
    mkdirSync(this.#directory, { recursive: true });
    const file = join(this.#directory, `${context.subtask}-${process.pid}-${process.hrtime.bigint()}.jsonl`);
    let [accepted, deadLettered] = [0, 0];
    return {
      write: (batch, from) => {
        for (let i = from; i < batch.values.length; i++) appendFileSync(file, lineOf(batch, i, context));
        accepted += batch.values.length - from;
        if (batch.failures) deadLettered += batch.values.length - from;
        return batch.values.length - from;
      },
      ready: () => Promise.resolve(),
      flush: () => Promise.resolve(),
      abandon: () => Promise.resolve(),
      ledger: () => ({ accepted, delivered: accepted - deadLettered, deadLettered, held: 0 }),
      close: () => Promise.resolve(),
    };
  }
}

function lineOf(batch: Batch<unknown>, index: number, context: SinkContext): string {
  const value = structuredJson.encode(batch.values[index], context.name);
  const id = recordId({ job: context.job, sinkUid: context.uid }, lineageAt(batch, index), '');
  const [key, failure] = [batch.keys?.[index], batch.failures?.[index]];
  return `${JSON.stringify({ id, value, key, subtask: context.subtask, failure })}\n`;
}

function parseLine(line: string): WrittenRecord {
  const record = JSON.parse(line) as WrittenRecord & { readonly value: JsonValue };
  return { ...record, value: structuredJson.decode(record.value) };
}

/** Everything that was written below `directory`, file by file. */
export function readWritten(directory: string): WrittenRecord[] {
  const written: WrittenRecord[] = [];
  for (const file of readdirSync(directory)) {
    const lines = readFileSync(join(directory, file), 'utf8').split('\n');
    written.push(...lines.filter((line) => line !== '').map(parseLine));
  }
  return written;
}
