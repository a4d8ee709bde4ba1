import { displayValue, explainGraph, labelOf, type PreparedJob } from '@weir/core';
import { openStore } from '@weir/failover';
import { loadJob } from '@weir/job-file';
import { HttpMethodSink, type HttpSinkOptions } from '@weir/sink-http';
import { z } from 'zod';
import { command } from '../arguments/command.js';
import { flag } from '../arguments/flag.js';
import { describeHttpSink } from '../checking/describe-sink.js';
import { printProbes, probeEndpoint, probeStore } from '../checking/probe.js';
import { exitCodes } from '../exit-code.js';
import { formatTable } from '../output/format-table.js';
import type { Terminal } from '../output/terminal.js';
import { confFlag } from '../running/shared-flags.js';
import { prepareJob } from './prepare-job.js';

const httpUrl = z.url({ protocol: /^https?$/ }).transform((text) => new URL(text));

function printConfiguration({ settings, parameters, graph }: PreparedJob, terminal: Terminal): void {
  const rows = [...parameters.entries()].map(([key, entry]) => [
    `  ${key}`,
    displayValue(key, entry),
    `(${entry.origin})`,
  ]);
  terminal.print(`${terminal.paint('strong', `job ${settings.name}`)}, parallelism ${settings.parallelism}\n`);
  terminal.print(rows.length === 0 ? 'Parameters: none' : `Parameters\n${formatTable(rows)}`);
  terminal.print(`\n${explainGraph(graph)}`);
}

/** Prints each HTTP sink and gives its options. */
function printSinks({ graph, parameters }: PreparedJob, terminal: Terminal): HttpSinkOptions[] {
  return graph.nodes.flatMap((node) => {
    if (node.kind !== 'sink' || !(node.sink instanceof HttpMethodSink)) return [];
    const options = node.sink.options(parameters);
    terminal.print(`\n${terminal.paint('strong', labelOf(node))} [${node.id}]\n${describeHttpSink(options)}`);
    return [options];
  });
}

async function probeAll(sinks: readonly HttpSinkOptions[], endpoints: readonly URL[], terminal: Terminal) {
  terminal.print(`\n${terminal.paint('strong', 'Probes')}`);
  if (endpoints.length === 0) {
    terminal.print('  endpoint not probed: the URL comes with the records. Name it with --endpoint URL.');
  }
  const stores = new Map(sinks.map(({ failover }) => openStore(failover)).map((store) => [store.description, store]));
  const results = await Promise.all([...endpoints.map(probeEndpoint), ...[...stores.values()].map(probeStore)]);
  return printProbes(results, terminal);
}

/** `weir check FILE` */
export const checkCommand = command({
  name: 'check',
  summary:
    'Validates a job and its configuration, prints what is in effect, and probes endpoint and dead-letter store.',
  operand: { name: 'FILE', doc: 'The job file.' },
  flags: {
    conf: confFlag,
    endpoint: flag(z.array(httpUrl), {
      value: 'URL',
      expected: 'a URL that begins with http:// or https://',
      doc: 'A target to connect to; nothing is sent.',
      repeatable: true,
    }),
  },
  async run({ operand: file, flags, parameters }, terminal) {
    const prepared = await prepareJob(await loadJob(file), { conf: flags.conf, parameters }, terminal);
    printConfiguration(prepared, terminal);
    const sinks = printSinks(prepared, terminal);
    return (await probeAll(sinks, flags.endpoint, terminal)) ? exitCodes.success : exitCodes.failure;
  },
});
