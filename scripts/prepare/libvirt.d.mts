export declare const LIBVIRT_PACKAGES: string[];
export declare function useLibvirt(say?: (line: string) => void): Promise<{ end(): Promise<void> }>;
export declare function answers(): Promise<boolean>;
export declare function lendKvm(say: (line: string) => void): () => void;
