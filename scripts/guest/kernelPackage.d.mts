export function resolveKernelPackage(ask?: (name: string) => string): string | undefined;
