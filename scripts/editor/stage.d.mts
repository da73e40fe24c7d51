export const EXTENSION_FILES: string[];
export function stageExtension(into: string, root?: string): string;
export function extensionManifest(manifest: Record<string, unknown>): Record<string, unknown>;
