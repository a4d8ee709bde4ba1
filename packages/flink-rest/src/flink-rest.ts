import { setTimeout as sleep } from 'node:timers/promises';
import { describeError, WeirError } from '@weir/core';
import { z } from 'zod';
import {
  accumulatorsSchema,
  exceptionsSchema,
  jobManagerConfigSchema,
  jobsOverviewSchema,
  savepointStatusSchema,
  triggerSchema,
  type FlinkJob,
} from './flink-answers.js';

const ANSWER_WITHIN_MS = 10_000;
const POLL_MS = 200;

/** States after which a job does nothing more, of Flink's `JobStatus`. */
const ended = ['FINISHED', 'CANCELED', 'FAILED'];

/**
 * Flink's own REST API, as far as Beam's job service cannot do it: its Cancel leaves the Flink job running, and it knows
 * no savepoints. Paths and answers: "REST API" of Flink's documentation, version 1.19.
 *
 * Every method throws FLINK_UNAVAILABLE when no Flink answers, and FLINK_REFUSED when it answers with an error.
 */
export class FlinkRest {
  readonly #base: string;

  /** @param address `http://host:port`, or `host:port` */
  constructor(address: string) {
    const url = /^https?:\/\//.test(address) ? address : `http://${address}`;
    if (!URL.canParse(url)) {
      throw new WeirError(
        'FLINK_UNAVAILABLE',
        `"${address}" is not the address of Flink's REST API: http://host:port.`,
      );
    }
    this.#base = url.replace(/\/*$/, '/');
  }

  /** The newest job with this name, running or ended; undefined when there is none. */
  async findJob(name: string): Promise<FlinkJob | undefined> {
    const { jobs } = await this.#ask('GET', 'jobs/overview', jobsOverviewSchema);
    return jobs.filter((job) => job.name === name).sort((a, b) => b['start-time'] - a['start-time'])[0];
  }

  /** Cancels a job and resolves when it has ended; at once when it had already. */
  async cancel(job: FlinkJob): Promise<void> {
    if (ended.includes(job.state)) return;
    await this.#ask('PATCH', `jobs/${job.jid}?mode=cancel`, z.unknown());
    for (let now: FlinkJob | undefined = job; now && !ended.includes(now.state); now = await this.#look(job)) {
      await sleep(POLL_MS);
    }
  }

  /**
   * Takes a savepoint of a running job and resolves to its path.
   *
   * @param directory where, as Flink sees it; default its `state.savepoints.dir`
   */
  async savepoint(job: FlinkJob, directory?: string): Promise<string> {
    const body = directory === undefined ? {} : { 'target-directory': directory };
    const path = `jobs/${job.jid}/savepoints`;
    const { 'request-id': trigger } = await this.#ask('POST', path, triggerSchema, body);
    for (;;) {
      const { status, operation } = await this.#ask('GET', `${path}/${trigger}`, savepointStatusSchema);
      if (operation?.location !== undefined) return operation.location;
      if (status.id === 'COMPLETED') throw savepointFailed(job, operation?.['failure-cause']?.['stack-trace']);
      await sleep(POLL_MS);
    }
  }

  /** The cluster's restart strategy as configured, `fixed-delay`; undefined when it has none. */
  async restartStrategy(): Promise<string | undefined> {
    const entries = await this.#ask('GET', 'jobmanager/config', jobManagerConfigSchema);
    const keys = ['restart-strategy.type', 'restart-strategy'];
    const strategy = entries.find(({ key }) => keys.includes(key))?.value;
    return strategy === undefined || ['none', 'off', 'disable'].includes(strategy) ? undefined : strategy;
  }

  /** What a job has put together under `name`, as text; undefined when there is nothing. */
  async accumulator(job: FlinkJob, name: string): Promise<string | undefined> {
    const answer = await this.#ask('GET', `jobs/${job.jid}/accumulators`, accumulatorsSchema);
    return answer['user-task-accumulators'].find((accumulator) => accumulator.name === name)?.value;
  }

  /** Why a job failed or was started again, the latest first: Java stack traces. */
  async failures(job: FlinkJob): Promise<string[]> {
    const { exceptionHistory } = await this.#ask('GET', `jobs/${job.jid}/exceptions`, exceptionsSchema);
    return exceptionHistory.entries.map(({ stacktrace }) => stacktrace);
  }

  async #look(job: FlinkJob): Promise<FlinkJob | undefined> {
    const { jobs } = await this.#ask('GET', 'jobs/overview', jobsOverviewSchema);
    return jobs.find(({ jid }) => jid === job.jid);
  }

  async #ask<T>(method: string, path: string, schema: z.ZodType<T>, body?: object): Promise<T> {
    const url = `${this.#base}${path}`;
    const response = await request(url, method, body);
    const text = await response.text();
    if (!response.ok) {
      throw new WeirError(
        'FLINK_REFUSED',
        `Flink answered ${response.status} to ${method} ${url}: ${firstError(text)}`,
      );
    }
    const answer = schema.safeParse(parseJson(text));
    if (answer.success) return answer.data;
    throw new WeirError(
      'FLINK_UNAVAILABLE',
      `What answers at ${this.#base} is not Flink's REST API: ${method} ${path}.`,
    );
  }
}

async function request(url: string, method: string, body: object | undefined): Promise<Response> {
  const content = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  try {
    return await fetch(url, { method, ...content, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
  } catch (cause) {
    // fetch says "fetch failed", and why in its cause.
    const reason = (cause as { readonly cause?: unknown }).cause ?? cause;
    throw new WeirError('FLINK_UNAVAILABLE', `No answer from ${url}: ${describeError(reason)}.`, { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // an answer of something that is not Flink
    throw error;
  }
}

/** Flink answers `{ errors: [message with Java stack, …] }`. */
function firstError(text: string): string {
  const answer = z.object({ errors: z.array(z.string()) }).safeParse(parseJson(text));
  return (answer.success ? answer.data.errors.find((error) => error !== '') : undefined)?.split('\n')[0] ?? text;
}

function savepointFailed(job: FlinkJob, stack = 'no reason given'): WeirError {
  const causes = stack.split('\n').filter((line) => line !== '' && !/^\s+(at|\.\.\.) /.test(line));
  return new WeirError('FLINK_REFUSED', `Flink took no savepoint of ${job.name}: ${causes.at(-1) ?? stack}`);
}
