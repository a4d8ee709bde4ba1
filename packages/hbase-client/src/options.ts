import os from 'node:os';
import { z } from 'zod';
import { type Address, parseAddress } from './address.js';
import { FATAL, HBaseError } from './errors.js';

const port = z.int().min(1).max(65_535);
const durationMs = z.int().min(1).max(3_600_000);

const schema = z.strictObject({
  quorum: z.string().min(1).describe('ZooKeeper hosts, comma-separated, each `host` or `host:port`.'),
  clientPort: port.default(2181).describe('ZooKeeper port of the hosts that name none.'),
  znodeParent: z
    .string()
    .regex(/^\/(?:.*[^/])?$/, 'must begin with / and not end with it')
    .default('/hbase')
    .describe("HBase's root node in ZooKeeper."),
  user: z
    .string()
    .min(1)
    .default(systemUser)
    .describe('Effective user sent to HBase (simple authentication); the user of this process when absent.'),
  operationTimeoutMs: durationMs
    .default(8_000)
    .describe('Time for one operation with all its retries; when it is over, the last failure is thrown.'),
  rpcTimeoutMs: durationMs.default(5_000).describe('Time for the answer to one call.'),
  connectTimeoutMs: durationMs.default(2_000).describe('Time to connect to one server or read one ZooKeeper node.'),
  retryDelayMs: durationMs.default(50).describe('Pause before the second attempt; doubles with each further one.'),
  maxRetryDelayMs: durationMs.default(1_000).describe('Longest pause between two attempts.'),
  maxCallsInFlight: z.int().min(1).default(16).describe('Calls on one connection that wait for their answer.'),
  maxRequestBytes: z
    .int()
    .min(1)
    .default(4 * 1024 * 1024)
    .describe('Rows go into one request up to this size; a single larger row has a request of its own.'),
  maxCellBytes: z
    .int()
    .min(1)
    .default(10_485_760)
    .describe('Largest cell, counted as the server counts it (`hbase.server.keyvalue.maxsize`, whose default it has).'),
});

/** What a caller may give; only `quorum` is required. */
export type HBaseOptionsInput = z.input<typeof schema>;

/** The options with every default filled in and the quorum taken apart. */
export type HBaseOptions = Readonly<Omit<z.output<typeof schema>, 'quorum' | 'clientPort'>> & {
  readonly quorum: readonly Address[];
};

/**
 * Validates options once and fills in the defaults.
 *
 * @throws HBaseError `HBASE_OPTIONS_INVALID`, naming each key
 */
export function resolveOptions(input: HBaseOptionsInput): HBaseOptions {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw invalid(
      parsed.error.issues.map((issue) => `${issue.path.join('.') || 'options'}: ${issue.message}`).join('; '),
    );
  }
  const { quorum, clientPort, ...rest } = parsed.data;
  return Object.freeze({ ...rest, quorum: Object.freeze(parseQuorum(quorum, clientPort)) });
}

function parseQuorum(quorum: string, clientPort: number): Address[] {
  return quorum.split(',').map((host) => {
    const address = parseAddress(host, clientPort);
    if (!address) throw invalid(`quorum: "${host.trim()}" is not a host or host:port`);
    return address;
  });
}

function invalid(problem: string): HBaseError {
  return new HBaseError({ code: 'HBASE_OPTIONS_INVALID', message: `HBase options: ${problem}`, retry: FATAL });
}

/** A container may run under a uid that has no name; HBase still wants one, and the number is as good. */
function systemUser(): string {
  try {
    return os.userInfo().username;
  } catch {
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}
