import { z } from 'zod';
import { flag } from '../arguments/flag.js';

const address = z.string().regex(/^[\w.-]+:\d{1,5}$/);
const addressSpec = { value: 'HOST:PORT', expected: 'an address, host:port' };

/** Where a job's functions run, of `loopback`, `process`, `process=COMMAND` and `external=HOST:PORT`. */
const environment = z
  .string()
  .regex(/^(loopback|process(=.+)?|external=[\w.-]+:\d{1,5})$/)
  .transform((text) => {
    const [kind, ...rest] = text.split('=');
    const value = rest.join('=');
    if (kind === 'external') return { kind: 'external', address: value } as const;
    if (kind === 'loopback') return { kind: 'loopback' } as const;
    return value === '' ? ({ kind: 'process' } as const) : ({ kind: 'process', command: value } as const);
  });

/** The flags that say on which runner a job runs. */
export const engineFlags = {
  runner: flag(z.enum(['local', 'beam', 'prism', 'flink']), {
    value: 'local|beam|prism|flink',
    expected: 'local, beam, prism or flink',
    doc: 'Where the job runs: in this process, on a runner of Apache Beam at --endpoint, on a Prism that is started for it, or on Flink.',
    default: 'local',
  }),
  endpoint: flag(address.optional(), {
    ...addressSpec,
    doc: "Beam's job service, for beam and flink.",
  }),
  'flink-rest': flag(z.string().min(1).optional(), {
    value: 'URL',
    expected: 'http://host:port',
    doc: "Flink's own REST API, for flink: the job is cancelled through it.",
  }),
  environment: flag(environment, {
    value: 'loopback|process[=COMMAND]|external=HOST:PORT',
    expected: 'loopback, process, process=COMMAND or external=HOST:PORT',
    doc: "Where the job's functions run on an engine: in this process, in processes that the engine starts, or in a pool of weir worker.",
    default: 'loopback',
  }),
  savepoint: flag(z.string().min(1).optional(), {
    value: 'DIRECTORY',
    expected: 'a directory as Flink sees it',
    doc: 'Where Flink puts a savepoint when a signal stops the job; --from goes on from it.',
  }),
} as const;

export { address as addressSchema };
