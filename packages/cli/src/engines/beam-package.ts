import { WeirError } from '@weir/core';
import type * as BeamModule from '@weir/runner-beam';

/** What the command needs of the package that runs jobs on engines. */
export type BeamPackage = typeof BeamModule;

const packageName = '@weir/runner-beam';

/** Loads the package, which is installed by those who use it. @throws RUNNER_NOT_INSTALLED */
export async function loadBeamPackage(): Promise<BeamPackage> {
  try {
    return await import('@weir/runner-beam');
  } catch (cause) {
    const { code, message } = cause as { readonly code?: unknown; readonly message?: unknown };
    // Something that the package itself imports may be missing just as well: that is no matter of installing it.
    const missing = code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND';
    if (!missing || !String(message).includes(`'${packageName}'`)) throw cause;
    throw new WeirError(
      'RUNNER_NOT_INSTALLED',
      `An engine needs the package ${packageName}, which is not installed: npm install ${packageName}`,
      { cause },
    );
  }
}
