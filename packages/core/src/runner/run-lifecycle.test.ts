import type { StreamingContext } from '../api/streaming-context.js';
import { StreamingJob, type JobSettings } from '../api/streaming-job.js';
import { Parameters } from '../config/parameters.js';
import { stderrLogger } from '../ports/logger.js';
import type { Sink } from '../ports/sink.js';
import { runLifecycle, type PreparedJob } from './run-lifecycle.js';

type Phase = 'configure' | 'ready' | 'handle' | 'validate' | 'start' | 'destroy';

/** Runs a job that writes down what is called and fails in the given phases. */
async function live(failing: readonly Phase[] = [], values: Record<string, string> = {}, keys: string[] = []) {
  const calls: string[] = [];
  const errors: string[] = [];
  const enter = (phase: Phase): void => {
    calls.push(phase);
    if (failing.includes(phase)) throw new Error(`${phase} failed`);
  };
  const sink: Sink<number> = {
    name: 'nowhere',
    keys,
    validate: () => enter('validate'),
    createWriter: () => Promise.reject(new Error('not run here')),
  };
  class Orders extends StreamingJob {
    override configure(settings: JobSettings): void {
      enter('configure');
      settings.name = 'orders';
    }

    override async ready(): Promise<void> {
      await Promise.resolve();
      enter('ready');
    }

    handle(context: StreamingContext): void {
      enter('handle');
      context.fromElements(1).addSink(sink);
    }

    override async destroy(): Promise<void> {
      await Promise.resolve();
      enter('destroy');
    }
  }
  const start = async (prepared: PreparedJob): Promise<string> => {
    await Promise.resolve();
    enter('start');
    return `ran ${prepared.settings.name} with ${prepared.graph.nodes.length} nodes`;
  };
  const logger = { ...stderrLogger, error: (message: string) => void errors.push(message) };
  const outcome = await runLifecycle(Orders, { parameters: Parameters.of(values), logger }, start).catch(String);
  return { calls, errors, outcome };
}

describe('the life of a job', () => {
  it('has each phase once, in order, the asynchronous ones awaited', async () => {
    expect(await live()).toEqual({
      calls: ['configure', 'ready', 'handle', 'validate', 'start', 'destroy'],
      errors: [],
      outcome: 'ran orders with 2 nodes',
    });
  });

  it.each<[Phase, Phase[]]>([
    ['configure', ['configure', 'destroy']],
    ['ready', ['configure', 'ready', 'destroy']],
    ['handle', ['configure', 'ready', 'handle', 'destroy']],
    ['validate', ['configure', 'ready', 'handle', 'validate', 'destroy']],
    ['start', ['configure', 'ready', 'handle', 'validate', 'start', 'destroy']],
  ])('ends with destroy() also after a failure in %s', async (phase, calls) => {
    expect(await live([phase])).toEqual({ calls, errors: [], outcome: `Error: ${phase} failed` });
  });

  it('fails when destroy() does', async () => {
    expect((await live(['destroy'])).outcome).toBe('Error: destroy failed');
  });

  it('keeps the first error when destroy() fails as well, and logs the second', async () => {
    const { outcome, errors } = await live(['start', 'destroy']);
    expect(outcome).toBe('Error: start failed');
    expect(errors).toEqual(['destroy() failed as well: destroy failed']);
  });
});

describe('parameters of a job', () => {
  it('are refused before the start when one is a misspelt key of the job or of a sink', async () => {
    const misspelt = await live([], { 'paralelism.default': '2' });
    expect(misspelt.outcome).toBe(
      'WeirError: paralelism.default (program) is not a known key. Did you mean parallelism.default?',
    );
    expect(misspelt.calls).not.toContain('start');
    expect((await live([], { 'nowhere.capacty': '2' }, ['nowhere.capacity'])).outcome).toBe(
      'WeirError: nowhere.capacty (program) is not a known key. Did you mean nowhere.capacity?',
    );
  });

  it('may be the user’s own, also when they look a little like app.name', async () => {
    const { outcome } = await live([], { 'api.name': 'x', 'app.name': 'y', 'kafka.topic': 'z' });
    expect(outcome).toBe('ran orders with 2 nodes');
  });
});

describe('what is no job', () => {
  it.each<[unknown, string]>([
    [class Plain extends Array {}, 'got Plain.'],
    [StreamingJob, 'got StreamingJob.'],
    [{}, 'got object.'],
    [undefined, 'got undefined.'],
  ])('is refused: %p', async (value, got) => {
    const run = runLifecycle(value as never, { parameters: new Parameters(), logger: stderrLogger }, () => 'never');
    await expect(run).rejects.toMatchObject({
      code: 'JOB_NOT_A_JOB',
      message: `Expected a class that extends StreamingJob, ${got} Pass the class itself, not an instance.`,
    });
  });
});
