/** The photographs of a set, in its order. Files are handed over by reference; who is handed a set that it knows keeps the one that it has. */
export interface PhotoFiles {
  id: string;
  files: Blob[];
}

/** A frame of the line's camera that was kept. */
export interface KeptFrame {
  /** The event that it was. */
  index: number;
  file: Blob;
}
