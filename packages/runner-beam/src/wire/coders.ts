import { WeirError } from '@weir/core';
import type { Received } from '../protocol/protos.js';
import type { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

/** Reads and writes one kind of value; always in Beam's nested context, where a value knows its own length. */
export interface WireCoder {
  read(from: ByteReader): unknown;
  write(value: unknown, to: ByteWriter): void;
}

/** A value with the window, time and pane that it came with; Weir has one window and hands them on untouched. */
export interface WindowedValue {
  readonly header: Buffer;
  readonly value: unknown;
}

/**
 * Beam's standard coders as far as Weir meets them.
 *
 * Source: `StandardCoders` in beam_runner_api.proto, and the examples in standard_coders.yaml of Apache Beam 2.77.0.
 */
export const coderUrns = {
  bytes: 'beam:coder:bytes:v1',
  keyValue: 'beam:coder:kv:v1',
  lengthPrefix: 'beam:coder:length_prefix:v1',
  double: 'beam:coder:double:v1',
  globalWindow: 'beam:coder:global_window:v1',
  windowedValue: 'beam:coder:windowed_value:v1',
} as const;

const bytesCoder: WireCoder = {
  // A copy: what is kept must not keep the whole message.
  read: (from) => Buffer.from(from.bytes(from.varint())),
  write: (value, to) => {
    const bytes = value as Uint8Array;
    to.varint(bytes.length);
    to.bytes(bytes);
  },
};

const doubleCoder: WireCoder = {
  read: (from) => from.double(),
  write: (value, to) => to.double(value as number),
};

const globalWindowCoder: WireCoder = { read: () => undefined, write: () => undefined };

function keyValueCoder(key: WireCoder, value: WireCoder): WireCoder {
  return {
    read: (from) => [key.read(from), value.read(from)],
    write: (pair, to) => {
      const [first, second] = pair as readonly [unknown, unknown];
      key.write(first, to);
      value.write(second, to);
    },
  };
}

function lengthPrefixCoder(inner: WireCoder): WireCoder {
  return {
    read: (from) => {
      from.varint();
      return inner.read(from);
    },
    write: (value, to) => {
      const encoded = new ByteWriter();
      inner.write(value, encoded);
      const bytes = encoded.take();
      to.varint(bytes.length);
      to.bytes(bytes);
    },
  };
}

/** Numbers behind the pane's first byte, by its upper four bits: none, one index, or two. */
const paneIndices = [0, 1, 2] as const;

function windowedValueCoder(inner: WireCoder, window: WireCoder): WireCoder {
  return {
    read: (from): WindowedValue => {
      const start = from.position;
      from.bytes(8);
      for (let windows = from.int32(); windows > 0; windows--) window.read(from);
      const encoding = (from.bytes(1)[0] ?? 0) >> 4;
      for (let rest = paneIndices[encoding] ?? 0; rest > 0; rest--) from.varint();
      return { header: Buffer.from(from.since(start)), value: inner.read(from) };
    },
    write: (value, to) => {
      const windowed = value as WindowedValue;
      to.bytes(windowed.header);
      inner.write(windowed.value, to);
    },
  };
}

/** The coder `id` of a bundle's descriptor. @throws BEAM_PROTOCOL */
export function createCoder(id: string, coders: Readonly<Record<string, Received<'Coder'>>>): WireCoder {
  const coder = coders[id];
  const component = (index: number): WireCoder => createCoder(coder?.componentCoderIds[index] ?? '', coders);
  switch (coder?.spec?.urn) {
    case coderUrns.bytes:
      return bytesCoder;
    case coderUrns.double:
      return doubleCoder;
    case coderUrns.globalWindow:
      return globalWindowCoder;
    case coderUrns.keyValue:
      return keyValueCoder(component(0), component(1));
    case coderUrns.lengthPrefix:
      return lengthPrefixCoder(component(0));
    case coderUrns.windowedValue:
      return windowedValueCoder(component(0), component(1));
    default:
      throw new WeirError(
        'BEAM_PROTOCOL',
        `The engine uses the coder ${coder?.spec?.urn ?? id}, which Weir does not know.`,
      );
  }
}
