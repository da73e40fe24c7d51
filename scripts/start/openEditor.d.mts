export interface User {
  uid?: number;
  gid?: number;
  env: NodeJS.ProcessEnv;
}
export function mayUseDesktop(user: User, isTTY?: boolean): boolean;
export function directions(editor: { url: string; port: number }, isHere: boolean, host?: string): string[];
