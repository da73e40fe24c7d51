export interface User {
  uid?: number;
  gid?: number;
  env: NodeJS.ProcessEnv;
}
export interface Places {
  workspace: string;
  extension: string;
  dataDir: string;
}
export interface OpenedEditor {
  ended: Promise<void>;
  end(): Promise<void>;
}
export function mayUseDesktop(user: User, isTTY?: boolean): boolean;
export function agreesToDesktop(): Promise<boolean>;
export function openDesktop(root: string, user: User, places: Places): Promise<OpenedEditor>;
export function openServed(user: User, cache: string, show: boolean, places: Places): Promise<OpenedEditor>;
export function directions(editor: { url: string; port: number }, isHere: boolean, host?: string): string[];
export function writeDoor(folder: string, url: string, user: { uid?: number; gid?: number }): string;
