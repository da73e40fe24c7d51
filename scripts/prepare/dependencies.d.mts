export const BUILD_PACKAGES: string[];
export function dependencyState(root?: string, loads?: (addon: string) => boolean): 'install' | 'rebuild' | 'none';
export function ensureDependencies(root?: string, say?: (line: string) => void): boolean;
export function installedMatchesLock(root: string): boolean;
