export interface Entry {
  path: string;
  kind: 'directory' | 'file' | 'link' | 'char';
  mode?: number;
  data?: string | Buffer;
  device?: [number, number];
}
export function cpioArchive(entries: Entry[]): Buffer;
