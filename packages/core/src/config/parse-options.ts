import type { z } from 'zod';
import { WeirError } from '../errors/weir-error.js';

/** Reads options that a user gave in code by `schema`; `what` is whose they are. @throws GRAPH_INVALID that names the option */
export function parseOptions<S extends z.ZodType>(what: string, schema: S, options: unknown): z.output<S> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const message = `${what}: option ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`;
  throw new WeirError('GRAPH_INVALID', message, { cause: parsed.error });
}
