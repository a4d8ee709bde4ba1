import { z } from 'zod';

/** Says of a value that came from JSON whether it is what a schema asks for and no more. */
export type QuickCheck = (value: unknown) => boolean;

/**
 * A check that says yes only where `schema` gives the value back as it is, at a fifth of its cost. No means nothing:
 * then the schema itself decides, and says what is wrong. Made of the schema, so that there is one declaration.
 *
 * @param ignored names that the outermost object may have although the schema does not know them
 */
export function quickCheck(schema: z.core.$ZodType, ignored: readonly string[] = []): QuickCheck {
  if (schema instanceof z.ZodObject) return objectCheck(schema, ignored);
  if (schema instanceof z.ZodExactOptional) return quickCheck(schema.unwrap());
  if (schema instanceof z.ZodArray) return arrayCheck(quickCheck(schema.element));
  if (schema instanceof z.ZodRecord) return recordCheck(quickCheck(schema.valueType));
  if (schema instanceof z.ZodEnum) return enumCheck(schema.options);
  if (schema instanceof z.ZodString && !schema.def.checks?.length) return (value) => typeof value === 'string';
  if (schema instanceof z.ZodNumber && !schema.def.checks?.length) return Number.isFinite;
  return () => false;
}

function enumCheck(options: readonly unknown[]): QuickCheck {
  const values = new Set(options);
  return (value) => values.has(value);
}

function arrayCheck(check: QuickCheck): QuickCheck {
  return (value) => Array.isArray(value) && value.every((item) => check(item));
}

function recordCheck(check: QuickCheck): QuickCheck {
  return (value) => {
    if (!isObject(value)) return false;
    // A schema leaves `__proto__` out, which JSON can have as a name like others.
    for (const name in value) if (name === '__proto__' || !check(value[name])) return false;
    return true;
  };
}

function objectCheck({ shape }: z.ZodObject, ignored: readonly string[]): QuickCheck {
  const fields = Object.entries<z.core.$ZodType>(shape);
  const checks = new Map(fields.map(([name, schema]) => [name, quickCheck(schema)]));
  for (const name of ignored) checks.set(name, () => true);
  const required = fields.flatMap(([name, schema]) => (schema instanceof z.ZodExactOptional ? [] : [name]));
  return (value) => {
    if (!isObject(value)) return false;
    for (const name in value) if (checks.get(name)?.(value[name]) !== true) return false;
    return required.every((name) => value[name] !== undefined);
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
