export interface ExtensionFile {
  path: string;
  contents: Uint8Array;
  isEarly: boolean;
  modules: string[];
}
export function extensionFiles(place: { root: string; outdir: string }): Promise<ExtensionFile[]>;
