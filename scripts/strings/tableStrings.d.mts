export function tableStrings(table: unknown): string[];
export function schemaTable(root: string): Promise<unknown>;
