import { integer, key } from '@weir/core';
import { z } from 'zod';
import { batchKeys } from '../batch-keys.js';
import type { StoreKind } from '../store-kind.js';
import { HdfsStore } from './hdfs-store.js';
import { datePatternLetters, parseDatePattern } from './java-date-pattern.js';
import { parseNameNodes, type NameNode } from './webhdfs/name-nodes.js';

/** A schema of what `parse` makes of a text; it gives undefined for what it refuses. */
function parsedBy<T>(parse: (text: string) => T | undefined) {
  return z.string().transform((text, context) => {
    const value = parse(text.trim());
    if (value !== undefined) return value;
    context.addIssue('not of that kind');
    return z.NEVER;
  });
}

/** Absolute, without empty names, and without `.` and `..`, which mean something to a URL and are refused by HDFS. */
function parsePath(text: string): string | undefined {
  const names = text.split('/').filter((name) => name !== '');
  const isValid = text.startsWith('/') && names.every((name) => !/^\.\.?$|[:\p{Cc}]/u.test(name));
  return isValid && names.length > 0 ? `/${names.join('/')}` : undefined;
}

const anyDate = new Date(2024, 11, 31, 23, 59, 59, 999);

/** A date format whose dates are relative paths. */
function parseFormat(pattern: string) {
  const format = parseDatePattern(pattern);
  return format !== undefined && parsePath(`/${format(anyDate)}`) !== undefined ? format : undefined;
}

const hdfsKeys = {
  'hdfs.namenode': key(
    parsedBy((text) => parseNameNodes(text, 'hdfs')),
    {
      expected: 'hdfs://host:port, webhdfs://host:port or swebhdfs://host:port, several separated by commas',
      doc: 'Name nodes of the HDFS store; WebHDFS is spoken at port 9870 of an hdfs:// host, and at the given port of others.',
    },
  ),
  'hdfs.httpAddress': key(parsedBy((text) => parseNameNodes(text, 'http')).optional(), {
    expected: 'host:port, or a URL of http or https without a path, several separated by commas',
    doc: 'Web servers of the name nodes (dfs.namenode.http-address), when they are not where `hdfs.namenode` says.',
  }),
  'hdfs.user': key(z.string().trim().min(1), {
    expected: 'the name of a user',
    doc: 'User of the HDFS store, by name only (no Kerberos).',
  }),
  'hdfs.path': key(parsedBy(parsePath), {
    expected: 'an absolute path other than /, without :, . and ..',
    doc: 'Directory of the HDFS store; the letters are in a directory `table` below it.',
  }),
  'hdfs.format': key(parsedBy(parseFormat), {
    expected: `a pattern of Java's SimpleDateFormat with the letters ${datePatternLetters}, whose dates are without :`,
    doc: 'Pattern of the date, in local time, that names the directory of a file of letters.',
    default: 'yyyyMMdd',
  }),
  'hdfs.content': key(
    z
      .string()
      .trim()
      .toLowerCase()
      .pipe(z.enum(['json', 'raw'])),
    {
      expected: 'json or raw',
      doc: 'What a line of the HDFS store holds: `json`, the letter; `raw`, its URL alone, as in StreamPark: a replay then lacks method, headers, body and history.',
      default: 'json',
    },
  ),
  'hdfs.caFile': key(z.string().trim().min(1).optional(), {
    expected: 'a path',
    doc: 'PEM file with the certificates of the authorities that the HDFS store trusts, for swebhdfs.',
  }),
  'hdfs.timeoutMs': key(integer(100, 600_000), {
    expected: 'a whole number from 100 to 600000',
    doc: 'Milliseconds after which a request of the HDFS store, repetitions included, has failed.',
    default: '8000',
  }),
  ...batchKeys,
} as const;

/** The web servers given, each with the RPC port of the name node in the same place, so that a probe finds a mix-up. */
function nameNodesAt(addresses: readonly NameNode[], configured: readonly NameNode[]): readonly NameNode[] {
  if (addresses.length !== configured.length) return addresses;
  return addresses.map(({ origin }, index) => ({ ...configured[index], origin }));
}

/** `storage: hdfs`: files of lines in HDFS, by WebHDFS. */
export const hdfsStoreKind: StoreKind<typeof hdfsKeys> = {
  blocks: ['hdfs', 'batch'],
  keys: hdfsKeys,
  create(table, options, { clock }) {
    const caFile = options['hdfs.caFile'];
    const configured = options['hdfs.namenode'];
    return new HdfsStore({
      connection: {
        nameNodes: nameNodesAt(options['hdfs.httpAddress'] ?? configured, configured),
        user: options['hdfs.user'],
        timeoutMs: options['hdfs.timeoutMs'],
      },
      ...(caFile !== undefined && { caFile }),
      path: options['hdfs.path'],
      // As in StreamPark, where a name may have the database of something else before it.
      table: table.split('.').findLast((part) => part !== '') ?? table,
      format: options['hdfs.format'],
      content: options['hdfs.content'],
      batch: { maxLetters: options['batch.maxLetters'], maxDelayMs: options['batch.maxDelayMs'] },
      clock,
    });
  },
};
