/** The photographs of a set, in its order. Files are handed over by reference; who is handed a set that it knows keeps the one that it has. */
export interface PhotoFiles {
  id: string;
  files: Blob[];
}
