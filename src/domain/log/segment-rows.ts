/** Rows of a full segment. Apart from what is done with rows, which a page that only knows how many there may be does not need. */
export const SEGMENT_ROWS = 4096;
