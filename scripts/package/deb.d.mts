/** Makes the package of the agent from dist/; undefined where this machine has no dpkg-deb. */
export function packageAgent(root: string, to: string): string | undefined;
