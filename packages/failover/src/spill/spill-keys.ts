import { integer, key } from '@weir/core';
import { z } from 'zod';

/** Keys of the local spill, below `http.sink.failover`. */
export const spillKeys = {
  'spill.path': key(z.string().trim().min(1), {
    expected: 'a path',
    doc: 'Folder for the letters that a store on a server cannot take at the moment, relative to the working directory.',
    default: './weir-data/spill',
  }),
  'spill.maxBytes': key(integer(0), {
    expected: 'a whole number of at least 0',
    doc: 'Bytes that the spill of one store may have; more letters are refused until some are in the store. 0: no spill.',
    default: String(256 * 1024 * 1024),
  }),
} as const;

/** Where letters go that the store does not take, and how many. */
export interface SpillConfig {
  /** As it stands in the file, so relative to the working directory. */
  readonly path: string;
  readonly maxBytes: number;
}
