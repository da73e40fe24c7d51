export interface Suite {
  name: string;
  root: boolean;
  guest: boolean;
  libvirtd: boolean;
  editor: boolean;
  packages: string[];
}
export const SUITES: Suite[];
export function chooseSuites(names: string[], isRoot: boolean, suites?: Suite[]): { run: Suite[]; leftOut: Suite[] };
