import { durationSyntax, parseDuration } from '@weir/core';
import { defaultDrainDeadlineMs } from '@weir/runner-local';
import { z } from 'zod';
import { flag, switchFlag } from '../arguments/flag.js';
import type { MetricsAddress } from '../metrics/metrics-server.js';

/** The flag of every command that reads a configuration. */
export const confFlag = flag(z.string().min(1).optional(), {
  value: 'FILE',
  expected: 'the path of a file',
  doc: 'Configuration file, YAML.',
});

/** The flags that say where a job goes on from. */
export const checkpointFlags = {
  fresh: switchFlag('Begins anew: what an interrupted run left behind is removed.'),
  from: flag(z.string().min(1).optional(), {
    value: 'FILE',
    expected: 'the path of a checkpoint',
    doc: 'Goes on from this checkpoint instead of the newest.',
  }),
  'allow-non-restored-state': switchFlag(
    'Drops state that no node of the graph takes, and starts nodes without state anew.',
  ),
} as const;

const metricsAddress = z
  .string()
  .regex(/^(.+:)?\d{1,5}$/)
  .transform((text): MetricsAddress => {
    const colon = text.lastIndexOf(':');
    const host = text.slice(0, Math.max(0, colon)).replace(/^\[|\]$/g, '');
    return { host: host || '127.0.0.1', port: Number(text.slice(colon + 1)) };
  })
  .refine(({ port }) => port <= 65_535);

/** The flags of every command that runs a job. */
export const runFlags = {
  conf: confFlag,
  summary: flag(z.string().min(1).optional(), {
    value: 'FILE',
    expected: 'the path of a file',
    doc: 'Where to write how the job ended, as JSON, also after a failure.',
  }),
  metrics: flag(metricsAddress.optional(), {
    value: '[HOST:]PORT',
    expected: 'a port from 0 to 65535, perhaps behind a host and a colon',
    doc: 'Serves metrics for Prometheus at /metrics there; on 127.0.0.1 unless a host is named, on a free port when it is 0.',
  }),
  'log-format': flag(z.enum(['text', 'json']), {
    value: 'text|json',
    expected: 'text or json',
    doc: 'How log lines look.',
    default: 'text',
  }),
  'drain-deadline': flag(
    z
      .string()
      .transform((text) => parseDuration(text) ?? NaN)
      .pipe(z.number().min(0).max(2_147_483_647)),
    {
      value: 'DURATION',
      expected: durationSyntax,
      doc: 'How long what is under way gets after SIGINT or SIGTERM. What is left then is in the last checkpoint, or dead-lettered where there is none.',
      default: `${defaultDrainDeadlineMs}ms`,
    },
  ),
} as const;
