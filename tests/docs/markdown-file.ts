import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Root of the repository. */
export const root = join(__dirname, '../..');

/** A document of the repository; `path` is relative to the root. */
export interface MarkdownFile {
  readonly path: string;
  readonly text: string;
}

/** A fenced block, and the line of the document on which its content begins. */
export interface Fence {
  readonly language: string;
  readonly code: string;
  /** What stands in a comment `<!-- prelude … -->` right above the fence: code that readers need not see. */
  readonly prelude: string;
  readonly line: number;
}

const leftOut = /(^|\/)(node_modules|dist|coverage|\.git)(\/|$)/;

/** Every Markdown file of the repository. */
export function markdownFiles(folder = ''): MarkdownFile[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (leftOut.test(path)) return [];
    if (entry.isDirectory()) return markdownFiles(path);
    return path.endsWith('.md') ? [{ path, text: readFileSync(join(root, path), 'utf8') }] : [];
  });
}

/** The fenced blocks of a document. */
export function fences({ text }: MarkdownFile): Fence[] {
  const pattern = /(?:<!--\s*prelude\n(.*?)-->\n\n?)?^```(\w+)[^\n]*\n(.*?)^```$/gms;
  return [...text.matchAll(pattern)].map((match) => {
    const [whole, prelude = '', language = '', code = ''] = match;
    const codeAt = match.index + whole.lastIndexOf(`\n${code}`) + 1;
    return { language, code, prelude, line: text.slice(0, codeAt).split('\n').length };
  });
}

/** What a document names as a file of the repository: targets of links, and code that begins like one of its folders. */
export function namedPaths({ path, text }: MarkdownFile): string[] {
  const prose = text.replace(/^```.*?^```$/gms, '');
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target.replace(/#.*$/, ''));
  const relative = links.filter((target) => target !== '' && !/^[a-z]+:/i.test(target));
  const inCode = [...prose.matchAll(/`((?:\.\/|\.\.\/)?[\w.@-]+\/[\w./@-]*)`/g)].map(([, name = '']) => name);
  const ours = inCode.filter((name) => existsSync(join(root, name.replace(/^\.\//, '').split('/')[0] ?? '')));
  return [...relative.map((target) => join(dirname(path), target)), ...ours];
}
