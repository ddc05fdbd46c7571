export { exportProject } from './project/export.ts';
export type { ExportOptions } from './project/export.ts';
export { readProject, replaceProject } from './project/import.ts';
export type { ImportOptions, ReadProject } from './project/import.ts';
export type { ProjectProgress } from './project/format.ts';
export { ZipWriter } from './project/zip-writer.ts';
export { unzipPictures } from './project/picture-zip.ts';
export type { ZippedFile } from './project/picture-zip.ts';
