import { status } from '@grpc/grpc-js';
import { describeError, systemClock, WeirError } from '@weir/core';
import { Connection } from '../protocol/connection.js';
import { protos, type Received, type Sent } from '../protocol/protos.js';
import type { EngineState } from './engine-state.js';

const methods = protos.JobService.service;

/** How long the job service gets for an answer. Starting a job may take it longer: jars go to a cluster then. */
const answerMs = 8_000;
const startMs = 120_000;
/** After this time a silent service is asked again: a connection may break without that a job ends. */
const retryMs = 250;

/** What an engine tells people of a job. */
export type EngineMessage = Received<'JobMessage'>;

/** Talks to Beam's job service at one endpoint. Source: service JobService in beam_job_api.proto of Beam 2.77.0. */
export class JobService {
  readonly #endpoint: string;
  readonly #connection: Connection;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
    this.#connection = new Connection(endpoint);
  }

  /** Hands a pipeline over, and starts it. @returns the id of the job. @throws BEAM_UNAVAILABLE, BEAM_JOB_FAILED */
  async submit(request: Sent<'PrepareJobRequest'>): Promise<string> {
    const prepared = await this.#prepare(request);
    await this.#stage(prepared);
    try {
      const { preparationId } = prepared;
      const { jobId } = await this.#connection.call(methods.Run, { preparationId }, startMs);
      return jobId;
    } catch (cause) {
      throw new WeirError('BEAM_JOB_FAILED', `The engine did not start the job: ${describeError(cause)}`, { cause });
    }
  }

  /** @throws BEAM_JOB_LOST when the service has been silent for a while, or does not know the job any more */
  async state(jobId: string): Promise<EngineState> {
    const deadline = systemClock.now() + answerMs;
    for (;;) {
      try {
        const restMs = Math.max(1, deadline - systemClock.now());
        const { state } = await this.#connection.call(methods.GetState, { jobId }, restMs);
        return state;
      } catch (cause) {
        const isSilent = (cause as { readonly code?: unknown }).code === status.UNAVAILABLE;
        if (!isSilent || systemClock.now() >= deadline) throw this.#lost(jobId, cause);
        await new Promise<void>((resolve) => systemClock.setTimer(resolve, retryMs));
      }
    }
  }

  #lost(jobId: string, cause: unknown): WeirError {
    return new WeirError(
      'BEAM_JOB_LOST',
      `The job service at ${this.#endpoint} lost the job ${jobId}: ${describeError(cause)}. It was started anew, or is gone. ` +
        'The engine may still run the job: look there before you submit it again.',
      { cause },
    );
  }

  /** Messages of a job as they come, the oldest first, until the job ends; `onMessage` must not throw. */
  followMessages(jobId: string, onMessage: (message: EngineMessage) => void): () => void {
    const stream = this.#connection.listen(methods.GetMessageStream, { jobId });
    stream.on('data', ({ messageResponse }: Received<'JobMessagesResponse'>) => {
      if (messageResponse) onMessage(messageResponse);
    });
    // The state tells of a lost service; messages are only what was said.
    stream.on('error', ({ message }) => {
      onMessage({ messageText: `The message stream ended: ${message}`, importance: 'JOB_MESSAGE_DEBUG' });
    });
    return () => stream.cancel();
  }

  /** What the bundles that were committed counted; runners that count no commits give what was attempted. */
  async metrics(jobId: string): Promise<readonly Received<'MonitoringInfo'>[]> {
    const { metrics } = await this.#connection.call(methods.GetJobMetrics, { jobId }, answerMs);
    return metrics?.committed.length ? metrics.committed : (metrics?.attempted ?? []);
  }

  async cancel(jobId: string): Promise<void> {
    await this.#connection.call(methods.Cancel, { jobId }, answerMs);
  }

  close(): void {
    this.#connection.close();
  }

  async #prepare(request: Sent<'PrepareJobRequest'>): Promise<Received<'PrepareJobResponse'>> {
    try {
      return await this.#connection.call(methods.Prepare, request, answerMs);
    } catch (cause) {
      const { code } = cause as { readonly code?: unknown };
      if (code === status.UNKNOWN || code === status.INVALID_ARGUMENT) {
        throw new WeirError('BEAM_JOB_FAILED', `The engine refused the job: ${describeError(cause)}`, { cause });
      }
      throw new WeirError(
        'BEAM_UNAVAILABLE',
        `No Beam job service answers at ${this.#endpoint}: ${describeError(cause)}. Start the job server, or correct the endpoint: ` +
          "it is the job server's own port (8099 by default for Flink, 8073 for Prism), not that of Flink's REST.",
        { cause },
      );
    }
  }

  /** There is nothing to stage, since functions travel by reference; but the service waits for the conversation. */
  #stage({
    artifactStagingEndpoint,
    stagingSessionToken: stagingToken,
  }: Received<'PrepareJobResponse'>): Promise<void> {
    const address = artifactStagingEndpoint?.url ?? '';
    if (address === '') return Promise.resolve();
    const connection = new Connection(address);
    const stream = connection.open(protos.ArtifactStagingService.service.ReverseArtifactRetrievalService);
    return new Promise<void>((resolve, reject) => {
      stream.on('data', () => stream.write({ stagingToken, resolveArtifactResponse: {} }));
      stream.on('end', resolve);
      stream.on('error', (cause) => {
        const message = `Staging at ${address} failed: ${describeError(cause)}. The job server must be reachable there too.`;
        reject(new WeirError('BEAM_UNAVAILABLE', message, { cause }));
      });
      stream.write({ stagingToken });
    }).finally(() => connection.close());
  }
}
