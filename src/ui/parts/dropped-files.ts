/** A file that was dropped or chosen, and where in a dropped folder it lies: `fruit/ripe/1.jpg`, or its name alone. */
export interface DroppedFile {
  path: string;
  blob: File;
}

/** Whether a folder is among what is dropped. Only told while the event is handled. */
export function hasFolder({ items }: DataTransfer): boolean {
  return entriesOf(items).some(({ isDirectory }) => isDirectory);
}

/** All files that are dropped, those in folders and in the folders in them as well. To be called while the event is handled. */
export async function droppedFiles({ items }: DataTransfer): Promise<DroppedFile[]> {
  // The list is emptied when the event is over, so all of it is read before the first wait.
  const waiting = entriesOf(items);
  const files: DroppedFile[] = [];
  for (let entry = waiting.shift(); entry !== undefined; entry = waiting.shift()) {
    if (entry.isFile) files.push({ path: entry.fullPath.replace(/^\//u, ''), blob: await fileOf(entry as FileSystemFileEntry) });
    else waiting.push(...await childrenOf(entry as FileSystemDirectoryEntry));
  }
  return files;
}

function entriesOf(items: DataTransferItemList): FileSystemEntry[] {
  return [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** Browsers hand a folder over in parts; an empty part is the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return children;
    children.push(...part);
  }
}
