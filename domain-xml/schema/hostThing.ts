/**
 * A kind of thing on the host that a value names. What reads the host is told of it by the value's type, so that a new
 * attribute has its suggestions from the table alone.
 */
export type HostThing =
  | {
      /** A device node. */
      readonly kind: 'node';
      readonly of: 'block' | 'char';
      /** Those among them that are meant; all unless given. */
      readonly paths?: RegExp;
    }
  | {
      /** A file by its name, near the document or in folders that are known for such files. */
      readonly kind: 'file';
      /** Names, in which `*` stands for any characters but `/`. */
      readonly names: readonly string[];
      readonly folders: readonly string[];
    }
  | { readonly kind: 'emulator' | 'machine-type' | 'cpu-model' };

/** A node below /dev. */
export const node = (of: 'block' | 'char', paths?: RegExp): HostThing => ({
  kind: 'node',
  of,
  ...(paths ? { paths } : {}),
});

export const file = (names: readonly string[], ...folders: string[]): HostThing => ({ kind: 'file', names, folders });

export const diskImage = file(['*.qcow2', '*.img', '*.raw', '*.iso'], '/var/lib/libvirt/images');
export const eventDevice = node('char', /^\/dev\/input\//);
