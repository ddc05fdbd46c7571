export function buildFlags(sourceMaps: boolean): string[];
export function circles(folder: string): 0 | 1;
