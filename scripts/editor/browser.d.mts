export const CHROMIUM: string;
export const CHROMIUM_ARGUMENTS: string[];
