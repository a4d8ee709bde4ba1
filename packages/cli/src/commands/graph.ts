import { explainGraph, explainGraphAsMermaid } from '@weir/core';
import { loadJob } from '@weir/job-file';
import { z } from 'zod';
import { command } from '../arguments/command.js';
import { flag } from '../arguments/flag.js';
import { exitCodes } from '../exit-code.js';
import { confFlag } from '../running/shared-flags.js';
import { prepareJob } from './prepare-job.js';

/** `weir graph FILE` */
export const graphCommand = command({
  name: 'graph',
  summary: 'Prints the graph of a job without running it.',
  operand: { name: 'FILE', doc: 'The job file.' },
  flags: {
    conf: confFlag,
    format: flag(z.enum(['text', 'mermaid']), {
      value: 'text|mermaid',
      expected: 'text or mermaid',
      doc: 'How the graph is written.',
      default: 'text',
    }),
  },
  async run({ operand: file, flags, parameters }, terminal) {
    const { graph } = await prepareJob(await loadJob(file), { conf: flags.conf, parameters }, terminal);
    terminal.print(flags.format === 'mermaid' ? explainGraphAsMermaid(graph) : explainGraph(graph));
    return exitCodes.success;
  },
});
