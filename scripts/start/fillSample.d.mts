export function fillSample(xml: string, cache: string): string;
