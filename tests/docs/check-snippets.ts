import { join } from 'node:path';
import * as ts from 'typescript';
import { fences, root, type MarkdownFile } from './markdown-file.js';

/** The snippets of documents as modules in the root folder, by the names that errors give them. */
function snippetsOf(documents: readonly MarkdownFile[]): Map<string, string> {
  const snippets = new Map<string, string>();
  for (const document of documents) {
    for (const { language, code, prelude, line } of fences(document)) {
      if (language !== 'ts') continue;
      const name = `${document.path.replaceAll(/[\\/]/g, '-')}-line-${line}.ts`;
      snippets.set(join(root, name), `${prelude}${code}\nexport {};\n`);
    }
  }
  return snippets;
}

function compilerOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.test.json'), (path) => ts.sys.readFile(path)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, root);
  const sources = { '@weir/*': [join(root, 'packages/*/src/index.ts')] };
  // A snippet shows one thing; what it declares need not be used in it.
  return { ...options, paths: sources, noUnusedLocals: false, noUnusedParameters: false };
}

/** Type-checks every `ts` snippet against the sources and gives the errors, each with document and line. */
export function checkSnippets(documents: readonly MarkdownFile[]): string[] {
  const snippets = snippetsOf(documents);
  const options = compilerOptions();
  const files = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...files,
    fileExists: (path) => snippets.has(path) || files.fileExists(path),
    getSourceFile: (path, languageVersion) => {
      const snippet = snippets.get(path);
      if (snippet === undefined) return files.getSourceFile(path, languageVersion);
      return ts.createSourceFile(path, snippet, languageVersion);
    },
  };
  const program = ts.createProgram([...snippets.keys()], options, host);
  return [...snippets.keys()].flatMap((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(
        ({ messageText }) => `${path.slice(root.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
      ),
  );
}
