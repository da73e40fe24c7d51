import type { EditorHost } from './host.mjs';

export interface ServeOptions {
  host: EditorHost;
  folder: string;
  file?: string;
  extension: string;
  beside?: Readonly<Record<string, string>>;
  dataDir: string;
  user: { uid?: number; gid?: number; env: NodeJS.ProcessEnv };
  settings?: Record<string, unknown>;
  logLevel?: string;
  restricted?: boolean;
}
export interface ServedEditor {
  url: string;
  origin: string;
  port: number;
  ended: Promise<void>;
  end(): Promise<void>;
}
export function serveEditor(options: ServeOptions): Promise<ServedEditor>;
export function editorUrl(origin: string, token: string, folder: string, file?: string): string;
