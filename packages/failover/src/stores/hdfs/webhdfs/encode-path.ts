/** The path of `path` in a URL: each name on its own, since a name may have any character but `/` and `:`. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
