import { startEndpoint } from '@weir/testing';
import { countingJob, Project, type WeirProcess } from './weir-process.js';

// Every test starts whole processes, on machines that may be busy.
jest.setTimeout(60_000);

async function addressOf(running: WeirProcess): Promise<string> {
  await running.sees('/metrics');
  const address = /Metrics at (http:\S+)/.exec(running.stderr)?.[1];
  if (address === undefined) throw new Error(`No address of metrics in: ${running.stderr}`);
  return address;
}

/** The value of a sample, by its name and labels as they are written. */
const valueOf = (text: string, sample: string): number | undefined => {
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${sample} `));
  return line === undefined ? undefined : Number(line.slice(sample.length + 1));
};

describe('weir run --metrics', () => {
  test('serves what the job counts, on this machine alone, until the job ends', async () => {
    const answers = { '/?n=0': 404, '/?n=1': 503 } as const;
    await using endpoint = await startEndpoint({
      script: ({ target }) =>
        target in answers
          ? answers[target as keyof typeof answers]
          : { kind: 'held', then: { kind: 'status', status: 200 } },
    });
    await using project = await Project.create({ 'job.ts': countingJob(endpoint.url, 10) });
    const running = project.start(['run', 'job.ts', '--metrics', '0', '--http.sink.threshold.retries', '1']);
    const address = await addressOf(running);
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/metrics$/);
    await endpoint.waitFor(({ counts }) => counts.requests === 11 && counts.held === 8);
    const destination = `destination="${endpoint.url}"`;
    const sink = 'sink="orders-http"';
    const expected = {
      [`weir_sink_records{${sink},state="accepted"}`]: 10,
      [`weir_sink_records{${sink},state="dead_lettered"}`]: 2,
      [`weir_sink_records{${sink},state="held"}`]: 8,
      [`weir_sink_dead_letters_total{${sink},reason="rejected"}`]: 1,
      [`weir_sink_dead_letters_total{${sink},reason="retries-exhausted"}`]: 1,
      [`weir_sink_attempts_total{${sink},${destination},result="4xx"}`]: 1,
      [`weir_sink_attempts_total{${sink},${destination},result="5xx"}`]: 2,
      [`weir_sink_outcomes_total{${sink},${destination},outcome="reject"}`]: 1,
      [`weir_sink_outcomes_total{${sink},${destination},outcome="retry"}`]: 2,
      [`weir_sink_attempt_duration_seconds_count{${sink},${destination}}`]: 3,
      [`weir_sink_held_records{${sink},state="in_flight"}`]: 8,
      [`weir_destination_in_flight{${destination}}`]: 8,
      [`weir_destination_breaker_state{${destination}}`]: 0,
      weir_job_restarts: 0,
    };
    // The store acknowledges a letter in its own time.
    let text = '';
    do text = await (await fetch(address)).text();
    while (valueOf(text, `weir_sink_records{${sink},state="dead_lettered"}`) !== 2);
    const seen = Object.fromEntries(Object.keys(expected).map((sample) => [sample, valueOf(text, sample)]));
    expect(seen).toEqual(expected);
    expect(valueOf(text, `weir_sink_oldest_held_age_seconds{${sink}}`)).toBeGreaterThan(0);
    expect(valueOf(text, `weir_destination_concurrency_limit{${destination}}`)).toBeGreaterThan(0);
    expect(valueOf(text, `weir_sink_held_bytes{${sink}}`)).toBeGreaterThan(0);
    expect(text).toMatch(/^weir_source_records_read_total\{source="[^"]+"\} 10$/m);
    expect(text).toContain('process_cpu_seconds_total');
    endpoint.release();
    expect((await running.done).exitCode).toBe(2);
    await expect(fetch(address)).rejects.toThrow();
  });

  test('says that a port is taken, before anything is sent', async () => {
    await using endpoint = await startEndpoint();
    await using project = await Project.create({ 'job.ts': countingJob(endpoint.url, 1) });
    const { exitCode, stderr } = await project.weir('run', 'job.ts', '--metrics', String(endpoint.port));
    expect(exitCode).toBe(64);
    expect(stderr).toContain(`--metrics: the port ${endpoint.port} of 127.0.0.1 is taken. Give another port, or 0`);
    expect(endpoint.ledger.counts.requests).toBe(0);
  });

  test.each(['http', '70000', '-1'])('%s is no port', async (port) => {
    await using project = await Project.create({ 'job.ts': countingJob('http://127.0.0.1:1', 1) });
    const { exitCode, stderr } = await project.weir('run', 'job.ts', `--metrics=${port}`);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('a port from 0 to 65535');
  });
});
