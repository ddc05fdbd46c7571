import { ZipWriter } from './project/zip-writer.ts';

/** A picture of a data set, and under which label it stands. */
export interface LabelledPicture {
  id: string;
  label: string;
  blob: Blob;
}

/** What systems do not take in a name, or take as a place rather than a name. */
const UNFIT = /[\p{Cc}\\/:*?"<>|]|^\.+|[. ]+$|^(?:con|prn|aux|nul|com\d|lpt\d)$/giu;

/** Names of folders for labels, each its own on systems that tell no capitals apart. */
export function folderNames(labels: readonly string[]): ReadonlyMap<string, string> {
  const taken = new Set<string>();
  return new Map(labels.map((label) => {
    const plain = label.replace(UNFIT, '_');
    let name = plain;
    for (let count = 2; taken.has(name.toLowerCase()); count += 1) name = `${plain} ${count}`;
    taken.add(name.toLowerCase());
    return [label, name];
  }));
}

/** Pictures as a zip of folders, one a label, which Orchard, other tools and whoever unpacks it can read. */
export async function writeLabelledZip(labels: readonly string[], pictures: AsyncIterable<LabelledPicture>): Promise<Blob> {
  const folders = folderNames(labels);
  const zip = new ZipWriter();
  for await (const { id, label, blob } of pictures) zip.add(`${folders.get(label)!}/${id.slice(0, 12)}.${blob.type.split('/')[1] ?? 'png'}`, new Uint8Array(await blob.arrayBuffer()));
  return zip.finish();
}
