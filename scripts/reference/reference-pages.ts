import { renderConfiguration } from './render-configuration.js';
import { renderErrors } from './render-errors.js';

/** The pages that are written from code: path below the root, and what writes it. */
export const referencePages: Readonly<Record<string, () => string>> = {
  'docs/reference/configuration.md': renderConfiguration,
  'docs/reference/errors.md': renderErrors,
};
