import { loadJob } from '@weir/job-file';
import { HttpMethodSink } from '@weir/sink-http';
import type { StoreSettings } from '../letters/configured-store.js';
import type { Headers } from '../letters/header-flag.js';
import type { Terminal } from '../output/terminal.js';
import { prepareJob } from './prepare-job.js';

/** The headers of each HTTP sink of a job, by the uid of the sink. */
export async function readSinkHeaders(
  jobFile: string,
  settings: StoreSettings,
  terminal: Terminal,
): Promise<Readonly<Record<string, Headers>>> {
  const { graph } = await prepareJob(await loadJob(jobFile), settings, terminal);
  const headers = graph.nodes.flatMap((node) => {
    return node.kind === 'sink' && node.sink instanceof HttpMethodSink ? [[node.id, node.sink.headers] as const] : [];
  });
  return Object.fromEntries(headers);
}
