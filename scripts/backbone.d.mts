/** Writes the backbone unless it is there already. Answers true when it wrote. */
export function makeBackbone(options?: { force?: boolean }): Promise<boolean>;
