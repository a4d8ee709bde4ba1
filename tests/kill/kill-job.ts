import type { KillPlan } from './kill-plan.js';

/** Bytes of a line of the text file, its end included: the position of a record tells its number. */
export const lineBytes = 8;

/** The lines `0000000`, `0000001`, … */
export function textFile(records: number): string {
  return Array.from({ length: records }, (_, n) => `${String(n).padStart(lineBytes - 1, '0')}\n`).join('');
}

/** The job file of a run. It paces its source, so that there is something left to kill. */
export function killJob({ source, keyed, async, records }: KillPlan, url: string): string {
  const ratePerSecond = records / 5;
  const numbers =
    source === 'generate'
      ? `context.generate({ count: ${records}, ratePerSecond: ${ratePerSecond} }).uid('in')`
      : "context.readTextFile('records.txt').uid('in')";
  // A text file has no pace of its own: a call for each record gives it one.
  const pace = `mapAsync((r) => new Promise<typeof r>((done) => setTimeout(done, ${Math.round(16_000 / ratePerSecond)}, r)),
        { concurrency: 16, ordered: ${async !== 'unordered'} }).uid('pace')`;
  const steps = [
    `map((n) => ({ url: \`${url}/r?n=\${Number(n)}\`, method: 'POST', body: { n: Number(n) } }))`,
    ...(async !== 'none' || source === 'text-file' ? [pace] : []),
    ...(keyed ? ["keyBy((r) => r.url.slice(-1)).uid('key')"] : []),
  ];
  return [
    "import { StreamingJob, type StreamingContext } from '@weir/core';",
    "import { HttpSink } from '@weir/sink-http';",
    'export default class Kill extends StreamingJob {',
    '  override handle(context: StreamingContext): void {',
    `    const requests = ${[numbers, ...steps].join('\n      .')};`,
    "    const parallelism = Number(context.parameters.get('kill.parallelism', '1'));",
    "    new HttpSink(context).post(requests).uid('out').setParallelism(parallelism);",
    '  }',
    '}',
    '',
  ].join('\n');
}
