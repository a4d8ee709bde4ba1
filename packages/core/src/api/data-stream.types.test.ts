import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const folder = __dirname;
const baseConfig = join(folder, '../../../../tsconfig.base.json');

/** Compiles snippets as if each were a file beside this one, and gives the error texts of each. */
function compile(snippets: Readonly<Record<string, string>>): Record<string, string[]> {
  const header = `
    import type { DataStream } from './data-stream.js';
    declare const numbers: DataStream<number>;
    declare function later(n: number): Promise<string>;
  `;
  const files = new Map(
    Object.entries(snippets).map(([name, text]) => [join(folder, `${name}.snippet.ts`), header + text]),
  );
  const parsed = ts.readConfigFile(baseConfig, (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(parsed.config, ts.sys, dirname(baseConfig));
  const all: ts.CompilerOptions = {
    ...options,
    composite: false,
    incremental: false,
    noEmit: true,
    noUnusedLocals: false,
  };
  const host = ts.createCompilerHost(all);
  host.readFile = (path) => files.get(path) ?? ts.sys.readFile(path);
  host.fileExists = (path) => files.has(path) || ts.sys.fileExists(path);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (path, language) => {
    const text = files.get(path);
    return text === undefined ? getSourceFile(path, language) : ts.createSourceFile(path, text, language);
  };
  const program = ts.createProgram([...files.keys()], all, host);
  return Object.fromEntries(
    [...files.keys()].map((path, i) => {
      const diagnostics = ts.getPreEmitDiagnostics(program, program.getSourceFile(path));
      const texts = diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
      return [Object.keys(snippets)[i] ?? path, texts];
    }),
  );
}

const refused = {
  'an async function': 'numbers.map(async (n) => n + 1);',
  'a function by name that returns a promise': 'numbers.map(later);',
  'a promise on one way only': "numbers.map((n) => (n > 1 ? 'now' : later(n)));",
  'a promise or nothing': 'numbers.map((n) => (n > 1 ? undefined : later(n)));',
  'a thenable': 'numbers.map((n): PromiseLike<number> => later(n).then(Number));',
};

const accepted = {
  'an inferred value': 'const s: DataStream<string> = numbers.map(() => "a");',
  'a union': 'const s: DataStream<string | number> = numbers.map((n) => (n > 1 ? n : "a"));',
  'null and undefined':
    'const s: DataStream<1 | null | undefined> = numbers.map((n) => (n > 1 ? null : n > 2 ? undefined : 1));',
  any: 'const s: DataStream<{ id: string }> = numbers.map((n) => JSON.parse(String(n)));',
  unknown: 'const s: DataStream<unknown> = numbers.map((n): unknown => n);',
  nothing: 'const s: DataStream<void> = numbers.map((n) => { console.log(n); });',
  'a function that always throws': 'const s: DataStream<never> = numbers.map(() => { throw new Error(); });',
  'a tuple': 'const s: DataStream<[string, number]> = numbers.map((n) => ["a", n]);',
  'a class': 'const s: DataStream<Date> = numbers.map((n) => new Date(n));',
  'a function as a value': 'const s: DataStream<() => number> = numbers.map((n) => () => n);',
  'a constructor as the function': 'const s: DataStream<string> = numbers.map(String);',
  'a record with a field called then': 'const s: DataStream<{ then: string }> = numbers.map(() => ({ then: "b" }));',
  'a given result type': 'numbers.map<{ kind: "a" } | { kind: "b" }>((n) => (n > 1 ? { kind: "a" } : { kind: "b" }));',
  'generic code': `
    function same<T>(s: DataStream<T>): DataStream<T> { return s.map((x) => x); }
    function through<T, R>(s: DataStream<T>, f: (x: T) => R): DataStream<R> { return s.map(f); }
    function spread<T extends object>(s: DataStream<T>): DataStream<T & { id: number }> { return s.map((x) => ({ ...x, id: 1 })); }
    function pick<T, K extends keyof T>(s: DataStream<T>, k: K): DataStream<T[K]> { return s.map((x) => x[k]); }`,
  'a type guard': `
    declare const mixed: DataStream<string | undefined>;
    const guard: DataStream<string> = mixed.filter((x): x is string => x !== undefined);
    const inferred: DataStream<string> = mixed.filter((x) => x !== undefined);
    const plain: DataStream<number> = numbers.filter((n) => n > 1);`,
  flatMap: `
    const array: DataStream<string> = numbers.flatMap((n) => [String(n)]);
    const generator: DataStream<number> = numbers.flatMap(function* (n) { yield n; });`,
  mapAsync: `
    const unwrapped: DataStream<string> = numbers.mapAsync(later);
    const signal: DataStream<Response> = numbers.mapAsync((n, { signal }) => fetch(String(n), { signal }), { concurrency: 4 });`,
  'the rest of a chain':
    'numbers.keyBy((n) => n % 2).map((n) => n).rebalance().union(numbers).setParallelism(2).name("n").uid("u");',
};

describe('what the compiler says', () => {
  const errors = compile({ ...refused, ...accepted });

  it.each(Object.keys(refused))('points at mapAsync when map gets %s', (name) => {
    expect(errors[name]).toEqual([
      expect.stringContaining('This function returns a promise: use mapAsync() instead of map().'),
    ]);
  });

  it.each(Object.keys(accepted))('has nothing against %s', (name) => {
    expect(errors[name]).toEqual([]);
  });
});
