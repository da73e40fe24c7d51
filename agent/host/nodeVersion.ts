/** The floor of what the bundles need. */
const MINIMUM = [20, 19] as const;

export const MINIMUM_NODE = MINIMUM.join('.');

export function isNodeRecent(version: string = process.versions.node): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > MINIMUM[0] || (major === MINIMUM[0] && minor >= MINIMUM[1]);
}
