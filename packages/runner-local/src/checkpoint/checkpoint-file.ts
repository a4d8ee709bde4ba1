import { createHash } from 'node:crypto';
import { describeError, WeirError } from '@weir/core';
import { checkpointVersion, type Checkpoint } from './checkpoint.js';

/** First line of a file: what it is, its format and the SHA-256 of the rest, so that damage is seen when it is read. */
const header = /^weir-checkpoint v(\d+) sha256:([0-9a-f]{64})$/;

function digest(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

/** The text of a checkpoint file. */
export function encodeCheckpoint(checkpoint: Checkpoint): string {
  const body = JSON.stringify(checkpoint);
  return `weir-checkpoint v${checkpointVersion} sha256:${digest(body)}\n${body}\n`;
}

function damaged(path: string, what: string, cause?: unknown): WeirError {
  return new WeirError('CHECKPOINT_DAMAGED', `The checkpoint ${path} is damaged: ${what}.`, {
    cause,
    details: { path },
  });
}

/** Reads the text of a checkpoint file back. @throws CHECKPOINT_DAMAGED, CHECKPOINT_NEWER */
export function decodeCheckpoint(text: string, path: string): Checkpoint {
  const end = text.indexOf('\n');
  const match = header.exec(end === -1 ? text : text.slice(0, end));
  if (!match) throw damaged(path, 'it does not begin as a checkpoint does');
  if (Number(match[1]) > checkpointVersion) {
    throw new WeirError(
      'CHECKPOINT_NEWER',
      `The checkpoint ${path} has format ${match[1]}; this version of Weir reads up to ${checkpointVersion}. Use the version that wrote it, or --fresh.`,
      { details: { path } },
    );
  }
  const body = text.slice(end + 1).replace(/\n$/, '');
  if (digest(body) !== match[2]) throw damaged(path, 'its content does not match its checksum');
  try {
    return JSON.parse(body) as Checkpoint;
  } catch (cause) {
    throw damaged(path, describeError(cause), cause);
  }
}
