export function buildFlags(sourceMaps: boolean): string[];
