import type { Sysfs } from '../../../plan/privateDev/sysfs.ts';

/** A /sys that is nothing but text: what each file says, or where a link leads, by absolute path. */
export type MadeUpSysfs = Readonly<Record<string, string | { readonly link: string }>>;

export function sysfsOf(tree: MadeUpSysfs): Sysfs {
  const at = (path: string) => tree[`/sys/${path}`];
  return {
    list: (directory) => {
      const prefix = `/sys/${directory}/`;
      const below = Object.keys(tree).filter((path) => path.startsWith(prefix));
      return [...new Set(below.map((path) => path.slice(prefix.length).split('/')[0] ?? ''))].sort();
    },
    readLink: (path) => {
      const entry = at(path);
      return typeof entry === 'object' ? entry.link : undefined;
    },
    readText: (path) => {
      const entry = at(path);
      return typeof entry === 'string' ? entry : undefined;
    },
  };
}
