import { VIEWS } from '../../../domain/data/augmentation/views.ts';
import type { DataSetVersion } from '../../../domain/data/dataset/dataset.ts';
import type { Alias, Deployment } from '../../../domain/delivery/deployment.ts';
import type { ModelVersion } from '../../../domain/registry/version.ts';
import { count, moment, number } from '../../format.ts';

const BLOCK_NAMES = { readable: 'readable features', colour: 'colour histogram', embedding: 'embedding' } as const;

/** The aliases that point to a version. */
export function aliasesOf(version: number, aliases: Partial<Record<Alias, number>>): Alias[] {
  return (['champion', 'challenger'] as const).filter((alias) => aliases[alias] === version);
}

/** What it learnt from: `data v3, 264 of its 440 pictures`; the others chose the settings and tested it. */
export function dataText(version: ModelVersion, dataSets: readonly DataSetVersion[]): string {
  const { dataSetVersion, importedFrom, maker } = version.lineage;
  if (maker !== undefined) return `data that ${maker} had; where its test pictures are among them, they flatter it`;
  if (importedFrom !== undefined) return 'data that is not stored here';
  if (dataSetVersion === null) return 'no data set is known';
  const found = dataSets.find((dataSet) => dataSet.number === dataSetVersion);
  return `data v${dataSetVersion}${found ? `, ${number(found.samples.filter(({ split }) => split === 'train').length)} of its ${count(found.samples.length, 'picture')}` : ''}`;
}

/** Where on the line it stood and when: `live since fruit 7 060, 14:03`, `was live to fruit 7 059, 14:03`, else `registered 14:01`. */
export function onLineText(version: ModelVersion, deployments: readonly Deployment[], live: number | null, nowMs: number): string {
  const ordered = [...deployments].sort((a, b) => a.id - b.id);
  const last = ordered.findLastIndex(({ version: deployed }) => deployed === version.number);
  const [since, next] = last < 0 ? [] : [ordered[last], ordered[last + 1]];
  if (version.number === live) return since ? `live since fruit ${number(since.fromIndex)}, ${moment(since.atMs, nowMs)}` : 'live';
  if (next) return `was live to fruit ${number(Math.max(0, next.fromIndex - 1))}, ${moment(next.atMs, nowMs)}`;
  return `${version.lineage.importedFrom === undefined ? 'registered' : 'imported'} ${moment(version.createdMs, nowMs)}`;
}

/** What its network takes, in words. */
export function inputText({ signature }: Pick<ModelVersion, 'signature'>): string {
  const side = `${signature.inputSize} × ${signature.inputSize} pixels`;
  if (signature.input === 'pixels') return `${side}, as they are`;
  const blocks = signature.blocks.map((block) => BLOCK_NAMES[block]).join(' and ');
  return `${side}, as ${blocks}${signature.normalise ? ', each scaled to length one' : ''}${signature.views ? `, the mean of ${VIEWS} views` : ''}`;
}

/** A file name for a version. */
export function modelFileName(version: number): string {
  return `orchard-v${version}.zip`;
}
