import type { Row } from '../row.ts';
import { embedRow } from './embed.ts';
import { enduranceRow } from './endurance.ts';
import { featureJoinRow, onlineReadRow } from './features.ts';
import { firstPaintRow } from './first-paint.ts';
import { firstVisitRow } from './first-visit.ts';
import { headRow } from './head.ts';
import { lineColourRow, lineLinearRow } from './line.ts';
import { logOpenRow, logWriteRow } from './log.ts';
import { mainThreadRow } from './main-thread.ts';
import { monitorsRow } from './monitors.ts';
import { photosRow } from './photos.ts';
import { replayEmbeddingsRow, replayFeaturesRow } from './replay.ts';
import { renewalRow } from './renewal.ts';
import { detectorRows, ksRow, labelIssuesRow, mmdRow, peekingRow, policyLabRow, promqlRow } from './science.ts';
import { shadowRows } from './shadow.ts';

/** The table of budgets, in its order. */
export const ROWS: readonly Row[] = [
  firstVisitRow, firstPaintRow, embedRow, headRow, photosRow, lineColourRow, lineLinearRow, logWriteRow, logOpenRow, mainThreadRow, enduranceRow,
  monitorsRow, ...detectorRows, ksRow, mmdRow, promqlRow, labelIssuesRow, peekingRow, policyLabRow, featureJoinRow, onlineReadRow, replayFeaturesRow, replayEmbeddingsRow,
  ...shadowRows, renewalRow,
];
