import { once } from 'node:events';
import { z } from 'zod';
import { command } from '../arguments/command.js';
import { flag } from '../arguments/flag.js';
import { loadBeamPackage } from '../engines/beam-package.js';
import { exitCodes } from '../exit-code.js';
import { createLogger } from '../output/create-logger.js';

/** `weir worker` */
export const workerCommand = command({
  name: 'worker',
  summary:
    'Runs the functions of jobs for an engine of Beam, until SIGINT or SIGTERM: a pool for --environment external.',
  flags: {
    port: flag(z.coerce.number().int().min(0).max(65_535), {
      value: 'PORT',
      expected: 'a port, 0 to 65535',
      doc: 'Where the engine asks for workers; 0 takes any that is free.',
      default: '50000',
    }),
    host: flag(z.string().min(1), {
      value: 'HOST',
      expected: 'an address of this machine',
      doc: 'On which address. Whoever reaches it has job modules of this machine run: keep it behind a firewall.',
      default: '127.0.0.1',
    }),
    'log-format': flag(z.enum(['text', 'json']), {
      value: 'text|json',
      expected: 'text or json',
      doc: 'How log lines look.',
      default: 'text',
    }),
  },
  async run({ flags }, terminal) {
    const logger = createLogger(flags['log-format'], terminal);
    const { startWorkerPool } = await loadBeamPackage();
    const pool = await startWorkerPool({ port: flags.port, host: flags.host, logger });
    logger.info(`Workers for --environment external=${pool.address}.`);
    const stopped = new AbortController();
    const { signal } = stopped;
    await Promise.race([once(process, 'SIGINT', { signal }), once(process, 'SIGTERM', { signal })]);
    stopped.abort();
    await pool.close();
    return exitCodes.success;
  },
});
