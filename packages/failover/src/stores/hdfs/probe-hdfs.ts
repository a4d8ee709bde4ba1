import { WeirError } from '@weir/core';
import { randomUUID } from 'node:crypto';
import type { FileWriter } from './file-writer.js';
import type { TableDirectories } from './table-files.js';
import type { NameNode } from './webhdfs/name-nodes.js';
import type { WebHdfs } from './webhdfs/webhdfs.js';

/** What is to be checked. */
export interface Probe {
  readonly hdfs: WebHdfs;
  readonly nameNodes: readonly NameNode[];
  readonly directories: TableDirectories;
  readonly writer: FileWriter;
}

function portOf(address: string): number {
  return Number(address.slice(address.lastIndexOf(':') + 1));
}

/** The HTTP address of an `hdfs://` URI is a guess: what answers there must be the name node with that RPC port. */
async function checkMapping({ hdfs, nameNodes }: Probe): Promise<void> {
  const status = await hdfs.nameNodeStatus();
  const expected = nameNodes.find(({ origin }) => origin === status?.origin)?.rpcPort;
  if (status === undefined || expected === undefined || portOf(status.rpcAddress) === expected) return;
  throw new WeirError(
    'LETTER_STORE_UNAVAILABLE',
    `failover.hdfs.namenode has the RPC port ${expected}, but the name node that answers at ${status.origin} is ` +
      `${status.rpcAddress}: it is another one. Set failover.hdfs.httpAddress to host:port of the right one's web server.`,
    { details: { server: status.origin, rpcAddress: status.rpcAddress, expected } },
  );
}

/** Checks address and rights: writes a file that readers do not see beside the letters, and removes it. */
export async function probeHdfs(probe: Probe): Promise<void> {
  const { hdfs, directories, writer } = probe;
  // A reading request first, which a name node that is standby refuses, so that the active one is asked for its status.
  await hdfs.exists('/');
  await checkMapping(probe);
  const path = `${directories.letters}/_probe-${randomUUID()}`;
  await writer.writeFile(path, [Buffer.from('probe\n')]);
  await hdfs.remove(path);
}
