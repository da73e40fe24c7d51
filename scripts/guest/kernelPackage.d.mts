export function resolveKernelPackage(ask?: (name: string) => string): string | undefined;
export function fetchKernel(
  name: string,
  folder: string,
): { package: string; kernel: string; modules: Map<string, Buffer> };
