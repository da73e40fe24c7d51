export interface Machine {
  exists(path: string): boolean;
  installed(names: string[]): string[];
  hasLists(): boolean;
  uris(names: string[]): string;
  aptGet(args: string[]): boolean;
  isRoot: boolean;
  mayInstall: boolean;
  say(line: string): void;
}
export function missingPackages(names: string[], machine?: Machine): string[];
export function ensurePackages(names: string[], machine?: Machine): boolean;
export function downloadSize(uris: string): string;
