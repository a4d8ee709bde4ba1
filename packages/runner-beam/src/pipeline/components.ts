import { protos, type Sent } from '../protocol/protos.js';
import { encodeReference, referenceUrn, type TransformReference } from '../reference/job-reference.js';
import { coderUrns } from '../wire/coders.js';

/** Ids that the parts of a pipeline name each other by. */
const ids = {
  bytes: 'bytes',
  window: 'global-window',
  parcel: 'parcel',
  windowing: 'global',
  environment: 'weir',
} as const;

export const transformUrns = {
  impulse: 'beam:transform:impulse:v1',
  parDo: 'beam:transform:pardo:v1',
  reshuffle: 'beam:transform:reshuffle:v1',
  flatten: 'beam:transform:flatten:v1',
} as const;

export const requirementUrns = {
  splittable: 'beam:requirement:pardo:splittable_dofn:v1',
  stateful: 'beam:requirement:pardo:stateful:v1',
} as const;

const coders = {
  [ids.bytes]: { spec: { urn: coderUrns.bytes }, componentCoderIds: [] },
  [ids.window]: { spec: { urn: coderUrns.globalWindow }, componentCoderIds: [] },
  [ids.parcel]: { spec: { urn: coderUrns.keyValue }, componentCoderIds: [ids.bytes, ids.bytes] },
};

/** One window for everything; every field is set, because runners refuse the unspecified. */
const globalWindows: Sent<'WindowingStrategy'> = {
  windowFn: { urn: 'beam:window_fn:global_windows:v1' },
  mergeStatus: 'NON_MERGING',
  windowCoderId: ids.window,
  trigger: { default: {} },
  accumulationMode: 'DISCARDING',
  outputTime: 'END_OF_WINDOW',
  closingBehavior: 'EMIT_IF_NONEMPTY',
  onTimeBehavior: 'FIRE_ALWAYS',
  environmentId: ids.environment,
};

/** Id of the one state that a stateful DoFn has. */
export const stateId = 'state';

/**
 * What makes a DoFn stateful: the way to say that equal keys go to one place, in order. Only the ledger also keeps
 * something in it.
 */
const state = { [stateId]: { bagSpec: { elementCoderId: ids.bytes }, protocol: { urn: 'beam:user_state:bag:v1' } } };

/** Name of the output in which a source tells of its splits. */
export const splitsOutput = 'splits';

/** Ids of the outputs of a source. */
interface SourceOutputs {
  readonly records: string;
  readonly splits?: string;
}

/** Puts a pipeline together, transform by transform; what each gives back is the id of its output. */
export class PipelineComponents {
  readonly #transforms: Record<string, Sent<'PTransform'>> = {};
  readonly #collections: Record<string, Sent<'PCollection'>> = {};
  readonly #requirements = new Set<string>();

  impulse(name: string): string {
    const id = this.#add(name, { urn: transformUrns.impulse }, []);
    return this.#collection(id, ids.bytes, true);
  }

  /** A source: a splittable DoFn over an impulse. One that is bounded has a second output, which tells of its splits. */
  source(name: string, reference: TransformReference, input: string, bounded: boolean): SourceOutputs {
    this.#requirements.add(requirementUrns.splittable);
    const id = this.#parDo(name, { restrictionCoderId: ids.bytes }, reference, input);
    const records = this.#collection(id, ids.parcel, bounded);
    return bounded ? { records, splits: this.#collection(id, ids.parcel, bounded, splitsOutput) } : { records };
  }

  /** @param keyed whether elements are partitioned by their key before it */
  parDo(name: string, reference: TransformReference, input: string, keyed: boolean): string {
    if (keyed) this.#requirements.add(requirementUrns.stateful);
    const id = this.#parDo(name, keyed ? { stateSpecs: state } : {}, reference, input);
    return this.#collection(id, ids.parcel, this.#isBounded(input));
  }

  /** A stateful DoFn without output. */
  end(name: string, reference: TransformReference, input: string): void {
    this.#requirements.add(requirementUrns.stateful);
    this.#parDo(name, { stateSpecs: state }, reference, input);
  }

  reshuffle(name: string, input: string): string {
    const id = this.#add(name, { urn: transformUrns.reshuffle }, [input]);
    return this.#collection(id, ids.parcel, this.#isBounded(input));
  }

  flatten(name: string, inputs: readonly string[]): string {
    const id = this.#add(name, { urn: transformUrns.flatten }, inputs);
    return this.#collection(
      id,
      ids.parcel,
      inputs.every((input) => this.#isBounded(input)),
    );
  }

  toPipeline(environment: Sent<'Environment'>): Sent<'Pipeline'> {
    return {
      components: {
        transforms: this.#transforms,
        pcollections: this.#collections,
        windowingStrategies: { [ids.windowing]: globalWindows },
        coders,
        environments: { [ids.environment]: environment },
      },
      rootTransformIds: Object.keys(this.#transforms),
      requirements: [...this.#requirements],
    };
  }

  #parDo(name: string, parts: Sent<'ParDoPayload'>, reference: TransformReference, input: string): string {
    const payload = protos.ParDoPayload.serialize({
      doFn: { urn: referenceUrn, payload: encodeReference(reference) },
      ...parts,
    });
    return this.#add(name, { urn: transformUrns.parDo, payload }, [input], ids.environment);
  }

  #add(name: string, spec: Sent<'FunctionSpec'>, inputs: readonly string[], environmentId = ''): string {
    const named = Object.fromEntries(inputs.map((input, index) => [`in${index}`, input]));
    this.#transforms[name] = { uniqueName: name, spec, inputs: named, outputs: {}, environmentId };
    return name;
  }

  #collection(transform: string, coderId: string, bounded: boolean, output = 'out'): string {
    const id = `${transform}.${output}`;
    const isBounded = bounded ? 'BOUNDED' : 'UNBOUNDED';
    this.#collections[id] = { uniqueName: id, coderId, isBounded, windowingStrategyId: ids.windowing };
    const producer = this.#transforms[transform];
    if (producer) this.#transforms[transform] = { ...producer, outputs: { ...producer.outputs, [output]: id } };
    return id;
  }

  #isBounded(collection: string): boolean {
    return this.#collections[collection]?.isBounded === 'BOUNDED';
  }
}
