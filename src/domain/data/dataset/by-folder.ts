/** A file of a folder or an archive: its path, with `/` between the parts, and where it stands in the caller's list. */
interface FolderFile {
  path: string;
  index: number;
}

/** Files sorted into labels. */
interface ByFolder {
  /** Label → positions, in the order of their names: a system lists its folders in any. A file that lies in no folder has the label `''`. */
  groups: Map<string, number[]>;
  /** Positions of files below a folder that is named for testing, above that of their label. */
  test: Set<number>;
  /** Files that are no pictures by their name. */
  skipped: number;
}

/** Names that pictures have; a file without an ending may be one. */
const PICTURE_NAME = /(?:\.(?:jpe?g|jfif|pjpeg|png|apng|gif|webp|bmp|avif|heic|heif|tiff?)|^[^.]+)$/iu;
/** What systems leave behind unseen: nobody counts these. */
const LEFT_BEHIND = /(?:^|\/)(?:\.|__MACOSX\/|Thumbs\.db$|desktop\.ini$|ehthumbs\.db$)/iu;
/** Teachable Machine's project file: `ripe-!-0.png`, all in one folder. */
const TEACHABLE_MACHINE = /^(.+)-!-\d+\.\w+$/u;

/** What a folder of pictures that are only for testing is called. */
const TEST_FOLDER = /^(?:test|tests|testing|test[ _-]set)$/iu;

const inOrder = new Intl.Collator('en', { numeric: true });

/** The label of a path: the folder that it lies in, or the class that Teachable Machine wrote into its name. */
function labelOf(path: string): string {
  const parts = path.split('/').filter((part) => part !== '');
  return TEACHABLE_MACHINE.exec(parts.at(-1) ?? '')?.[1] ?? parts.at(-2) ?? '';
}

/** Whether a folder above that of the label is named for testing. */
function isForTest(path: string): boolean {
  return path.split('/').filter((part) => part !== '').slice(0, -2).some((folder) => TEST_FOLDER.test(folder));
}

/** Sorts the files of a folder or an archive into labels. Folders themselves and what systems leave behind do not count. */
export function byFolder(files: readonly FolderFile[]): ByFolder {
  const groups = new Map<string, number[]>();
  const test = new Set<number>();
  let skipped = 0;
  for (const { path, index } of files) {
    if (path.endsWith('/') || LEFT_BEHIND.test(path)) continue;
    if (!PICTURE_NAME.test(path.slice(path.lastIndexOf('/') + 1))) {
      skipped += 1;
      continue;
    }
    if (isForTest(path)) test.add(index);
    const label = labelOf(path);
    const group = groups.get(label);
    if (group) group.push(index);
    else groups.set(label, [index]);
  }
  return { groups: new Map([...groups].sort(([a], [b]) => inOrder.compare(a, b))), test, skipped };
}
