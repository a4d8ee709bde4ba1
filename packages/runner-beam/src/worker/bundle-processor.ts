import { WeirError } from '@weir/core';
import { getOrCreate } from '../get-or-create.js';
import { protos, type Received, type Sent } from '../protocol/protos.js';
import type { BundleStep, Emit } from '../steps/bundle-step.js';
import { splitsOutput } from '../pipeline/components.js';
import { emitTo } from '../steps/emit-to.js';
import { createCoder, type WireCoder } from '../wire/coders.js';
import { decodeParcel, type WireParcel } from '../wire/parcel.js';
import { BundleInput, type ChannelSplit, type DesiredSplit } from './bundle-input.js';
import { readIndexInfo } from './bundle-metrics.js';
import { createBundleStep, isSplittablePart, isStateful, referenceOf, specOf, type StepParts } from './create-step.js';
import type { DataChannel } from './data-channel.js';
import type { StateChannel } from './state-channel.js';
import { outputStep } from './output-step.js';

/** Transforms by which a bundle is fed and emptied. Source: `FnApiTransforms` in beam_fn_api.proto. */
const portUrns = { input: 'beam:runner:source:v1', output: 'beam:runner:sink:v1' } as const;

/** What a processor needs of its worker. */
export interface ProcessorParts extends Omit<StepParts, 'keptFor'> {
  /** The state plane at an address. */
  stateChannel(address: string): StateChannel;
  /** The data plane at an address. */
  dataChannel(address: string): DataChannel;
}

type Descriptor = Received<'ProcessBundleDescriptor'>;
type MonitoringInfo = Received<'MonitoringInfo'>;

/** What a bundle did, but for how its metrics are told. */
export interface BundleResult {
  readonly residualRoots: Sent<'DelayedBundleApplication'>[];
  readonly monitoringInfos: MonitoringInfo[];
}

/** Runs the transforms of one descriptor, bundle after bundle. Several bundles at a time need a processor each. */
export class BundleProcessor {
  readonly #input: BundleInput;
  /** Upstream first. */
  readonly #steps: readonly BundleStep[];
  readonly #mayBeSplit: boolean;

  private constructor(input: BundleInput, steps: readonly BundleStep[], mayBeSplit: boolean) {
    this.#input = input;
    this.#steps = steps;
    this.#mayBeSplit = mayBeSplit;
  }

  /** @throws BEAM_GRAPH_DIFFERS, BEAM_PROTOCOL, and what loading the job throws */
  static async create(descriptor: Descriptor, parts: ProcessorParts): Promise<BundleProcessor> {
    const { input, steps } = await new ProcessorPlan(descriptor, parts).build();
    // Prism would run the other half at the same time, with the state of before.
    const mayBeSplit = !Object.values(descriptor.transforms).some(isStateful);
    return new BundleProcessor(input, steps, mayBeSplit);
  }

  async run(instruction: string): Promise<BundleResult> {
    for (const step of this.#steps) await step.start?.(instruction);
    await this.#input.run(instruction);
    for (const step of this.#steps) await step.finish?.();
    return {
      residualRoots: this.#steps.flatMap((step) => step.residuals?.() ?? []),
      monitoringInfos: [...this.#steps.flatMap((step) => step.metrics?.() ?? []), ...this.progress()],
    };
  }

  /** How far the bundle that is running has come. */
  progress(): MonitoringInfo[] {
    return [readIndexInfo(this.#input.transform, this.#input.readIndex)];
  }

  split(desired: Readonly<Record<string, DesiredSplit>>): ChannelSplit[] {
    const ours = desired[this.#input.transform];
    const split = ours && this.#mayBeSplit ? this.#input.split(ours) : undefined;
    return split ? [split] : [];
  }

  async close(): Promise<void> {
    for (const step of this.#steps) await step.close?.();
  }
}

/** Puts the steps of a descriptor together, from its outputs back to its input. */
class ProcessorPlan {
  readonly #descriptor: Descriptor;
  readonly #parts: ProcessorParts;
  readonly #inputId: string;
  readonly #inputCoder: WireCoder;
  readonly #channel: DataChannel;
  readonly #steps: BundleStep[] = [];
  readonly #built = new Map<string, Promise<BundleStep>>();

  constructor(descriptor: Descriptor, parts: ProcessorParts) {
    const input = Object.entries(descriptor.transforms).find(([, each]) => specOf(each).urn === portUrns.input);
    if (!input) throw new WeirError('BEAM_PROTOCOL', `The engine sent the bundle ${descriptor.id} without an input.`);
    this.#descriptor = descriptor;
    this.#parts = parts;
    this.#inputId = input[0];
    const { coder, channel } = this.#port(input[0]);
    [this.#inputCoder, this.#channel] = [coder, channel];
  }

  async build(): Promise<{ readonly input: BundleInput; readonly steps: readonly BundleStep[] }> {
    const readers = this.#readersOf(Object.values(this.#transform(this.#inputId).outputs));
    const emit = emitTo(await Promise.all(readers.map((id) => this.#step(id))));
    // Parts of a splittable DoFn read restrictions, everything else reads records.
    const plain = readers.some((id) => isSplittablePart(this.#transform(id)));
    const feed: typeof emit = plain
      ? emit
      : ({ header, value }) => emit({ header, value: decodeParcel(value as WireParcel) });
    return {
      input: new BundleInput(this.#inputId, this.#channel, this.#inputCoder, feed),
      steps: this.#steps.toReversed(),
    };
  }

  #step(id: string): Promise<BundleStep> {
    return getOrCreate(this.#built, id, () => this.#build(id));
  }

  /** A step is listed after all that read from it. */
  async #build(id: string): Promise<BundleStep> {
    const transform = this.#transform(id);
    const { [splitsOutput]: splits, ...records } = transform.outputs;
    const emit = await this.#emitInto(Object.values(records));
    const tellSplits = await this.#emitInto(splits === undefined ? [] : [splits]);
    const step =
      specOf(transform).urn === portUrns.output
        ? this.#output(id)
        : await createBundleStep(id, transform, { ...this.#stepParts(), tellSplits }, emit);
    this.#steps.push(step);
    return step;
  }

  #stepParts(): StepParts & { readonly inputCoder: WireCoder } {
    const address = this.#descriptor.stateApiServiceDescriptor?.url ?? '';
    const keptFor: StepParts['keptFor'] = (transform) => this.#parts.stateChannel(address).kept(transform);
    return { ...this.#parts, inputCoder: this.#inputCoder, keptFor };
  }

  #output(id: string): BundleStep {
    const { coder, channel } = this.#port(id);
    const [input] = Object.values(this.#transform(id).inputs);
    const producer = Object.values(this.#descriptor.transforms).find(({ outputs }) =>
      Object.values(outputs).includes(input ?? ''),
    );
    return outputStep({ transform: id, channel, coder, node: (producer && referenceOf(producer)?.node) ?? id });
  }

  #port(id: string): { readonly coder: WireCoder; readonly channel: DataChannel } {
    const { apiServiceDescriptor, coderId } = protos.RemoteGrpcPort.deserialize(specOf(this.#transform(id)).payload);
    return {
      coder: createCoder(coderId, this.#descriptor.coders),
      channel: this.#parts.dataChannel(apiServiceDescriptor?.url ?? ''),
    };
  }

  async #emitInto(collections: readonly string[]): Promise<Emit> {
    return emitTo(await Promise.all(this.#readersOf(collections).map((reader) => this.#step(reader))));
  }

  #readersOf(collections: readonly string[]): string[] {
    return Object.entries(this.#descriptor.transforms).flatMap(([reader, { inputs }]) => {
      return Object.values(inputs).some((input) => collections.includes(input)) ? [reader] : [];
    });
  }

  #transform(id: string): Received<'PTransform'> {
    const transform = this.#descriptor.transforms[id];
    if (transform) return transform;
    throw new WeirError('BEAM_PROTOCOL', `The engine sent a bundle without its transform ${id}.`);
  }
}
