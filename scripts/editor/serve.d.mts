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
  builtins?: string;
}
export interface ServedEditor {
  url: string;
  urlOf(folder: string): string;
  origin: string;
  port: number;
  ended: Promise<void>;
  end(): Promise<void>;
}
export const CALM_SETTINGS: Readonly<Record<string, unknown>>;
export function serveEditor(options: ServeOptions): Promise<ServedEditor>;
export function editorUrl(origin: string, token: string, folder: string, file?: string): string;
