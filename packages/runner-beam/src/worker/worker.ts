import { describeError, type Logger } from '@weir/core';
import { getOrCreate } from '../get-or-create.js';
import { Connection } from '../protocol/connection.js';
import { protos, type Received, type Sent } from '../protocol/protos.js';
import { drawJob, type DrawnJob } from '../reference/drawn-job.js';
import { OpenSplits } from '../steps/open-splits.js';
import { ShortIds } from './bundle-metrics.js';
import { BundleProcessor } from './bundle-processor.js';
import { DataChannel } from './data-channel.js';
import { describeFailure } from './failure-text.js';
import { LogChannel } from './log-channel.js';
import { StateChannel } from './state-channel.js';

/** Where the engine is, for one worker. */
export interface WorkerAddresses {
  readonly workerId: string;
  readonly control: string;
  readonly logging: string | undefined;
}

type Instruction = Received<'InstructionRequest'>;
type Answer = Sent<'InstructionResponse'>;

const { Control, GetProcessBundleDescriptor } = protos.BeamFnControl.service;

/**
 * One worker: does what the engine asks for over the control stream, several bundles at a time.
 *
 * Source: service BeamFnControl in beam_fn_api.proto of Apache Beam 2.77.0.
 */
export class Worker {
  readonly #addresses: WorkerAddresses;
  readonly #logger: Logger;
  readonly #onFailure: (error: unknown) => void;
  readonly #log: LogChannel | undefined;
  readonly #connections: Connection[] = [];
  readonly #control: Connection;
  readonly #stream;
  /** By their references: each is drawn once, however many bundles run it. */
  readonly #jobs = new Map<string, Promise<DrawnJob>>();
  readonly #openSplits: OpenSplits;
  readonly #shortIds = new ShortIds();
  readonly #dataChannels = new Map<string, DataChannel>();
  readonly #stateChannels = new Map<string, StateChannel>();
  readonly #descriptors = new Map<string, Promise<Received<'ProcessBundleDescriptor'>>>();
  /** Processors that run a bundle, by its instruction, and those that wait for one, by descriptor. */
  readonly #active = new Map<string, BundleProcessor>();
  readonly #idle = new Map<string, BundleProcessor[]>();
  #closing: Promise<void> | undefined;
  /** Resolves when the engine has let go of the worker, or `close` was called. */
  readonly closed: Promise<void>;

  constructor(addresses: WorkerAddresses, logger: Logger, onFailure: (error: unknown) => void = () => undefined) {
    this.#addresses = addresses;
    this.#onFailure = onFailure;
    this.#log = addresses.logging === undefined ? undefined : new LogChannel(this.#connect(addresses.logging), logger);
    this.#logger = this.#log ?? logger;
    this.#openSplits = new OpenSplits(this.#logger);
    this.#control = this.#connect(addresses.control);
    this.#stream = this.#control.open(Control);
    this.#stream.on('data', (request: Instruction) => void this.#handle(request));
    this.closed = new Promise((resolve) => {
      const onEnd = (): void => resolve(this.close());
      this.#stream.on('end', onEnd);
      this.#stream.on('error', onEnd);
    });
  }

  /** Ends the worker; bundles that run are given up, and none of their records counts as settled. */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    for (const channel of [...this.#dataChannels.values(), ...this.#stateChannels.values()]) channel.close();
    this.#stream.end();
    // The engine waits for the worker to hang up, a minute for each of its servers; what follows may take its time.
    this.#log?.close();
    for (const connection of this.#connections) connection.close();
    const processors = [...this.#active.values(), ...[...this.#idle.values()].flat()];
    await Promise.all(processors.map((processor) => processor.close()));
    await this.#openSplits.close();
    for (const drawn of await Promise.allSettled(this.#jobs.values())) {
      if (drawn.status === 'fulfilled') await drawn.value.close();
    }
  }

  async #handle(request: Instruction): Promise<void> {
    const { instructionId } = request;
    let answer: Answer;
    try {
      answer = await this.#answer(request);
    } catch (error) {
      this.#logger.error(describeError(error));
      answer = { error: describeFailure(error) };
      this.#onFailure(error);
    }
    if (!this.#closing) this.#stream.write({ instructionId, ...answer });
  }

  #answer(request: Instruction): Answer | Promise<Answer> {
    const { instructionId, processBundle, processBundleProgress, processBundleSplit, monitoringInfos } = request;
    switch (request.request) {
      case 'processBundle':
        return this.#process(instructionId, processBundle?.processBundleDescriptorId ?? '');
      case 'processBundleProgress': {
        const bundle = this.#active.get(processBundleProgress?.instructionId ?? '');
        return { processBundleProgress: this.#shortIds.shorten(bundle?.progress() ?? []) };
      }
      case 'processBundleSplit': {
        // A bundle that is over by now has nothing to give: that is an answer, not an error.
        const bundle = this.#active.get(processBundleSplit?.instructionId ?? '');
        return { processBundleSplit: { channelSplits: bundle?.split(processBundleSplit?.desiredSplits ?? {}) ?? [] } };
      }
      case 'monitoringInfos':
        return { monitoringInfos: { monitoringInfo: this.#shortIds.explain(monitoringInfos?.monitoringInfoId ?? []) } };
      case 'harnessMonitoringInfos':
        return { harnessMonitoringInfos: {} };
      case 'finalizeBundle':
        // No step asks for it: what a bundle did is done when it ends.
        return { finalizeBundle: {} };
      default:
        return { error: describeFailure(new Error(`Weir does not know this instruction of the engine.`)) };
    }
  }

  async #process(instruction: string, descriptorId: string): Promise<Answer> {
    const processor = await this.#processor(descriptorId);
    this.#active.set(instruction, processor);
    try {
      const { residualRoots, monitoringInfos } = await processor.run(instruction);
      getOrCreate(this.#idle, descriptorId, () => []).push(processor);
      return { processBundle: { residualRoots, ...this.#shortIds.shorten(monitoringInfos) } };
    } catch (error) {
      await processor.close();
      throw error;
    } finally {
      this.#active.delete(instruction);
    }
  }

  async #processor(descriptorId: string): Promise<BundleProcessor> {
    const idle = this.#idle.get(descriptorId)?.pop();
    if (idle) return idle;
    return BundleProcessor.create(await this.#descriptor(descriptorId), {
      jobOf: (reference) => getOrCreate(this.#jobs, JSON.stringify(reference), () => drawJob(reference, this.#logger)),
      openSplits: this.#openSplits,
      logger: this.#logger,
      dataChannel: (address) => getOrCreate(this.#dataChannels, address, () => new DataChannel(this.#connect(address))),
      stateChannel: (address) =>
        getOrCreate(this.#stateChannels, address, () => new StateChannel(this.#connect(address))),
    });
  }

  #descriptor(id: string): Promise<Received<'ProcessBundleDescriptor'>> {
    const ask = () => this.#control.call(GetProcessBundleDescriptor, { processBundleDescriptorId: id });
    return getOrCreate(this.#descriptors, id, ask);
  }

  #connect(address: string): Connection {
    const connection = new Connection(address, this.#addresses.workerId);
    this.#connections.push(connection);
    return connection;
  }
}
