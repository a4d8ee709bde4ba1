import type { BundleStep, Emit } from './bundle-step.js';

/** Hands each element to every one of `readers`, in turn; stays synchronous as long as they have room. */
export function emitTo(readers: readonly BundleStep[]): Emit {
  const [only, ...others] = readers;
  if (!only) return () => undefined;
  if (others.length === 0) return (element) => only.process(element);
  return (element) => {
    const waits = readers.map((reader) => reader.process(element)).filter((wait) => wait instanceof Promise);
    return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
  };
}
