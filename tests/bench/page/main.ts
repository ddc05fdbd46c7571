import { featureJoinTime, onlineReadTime } from './features.ts';
import { putPerRow, seedLog, writeLog } from './log.ts';
import { policyLabTime } from './policy-lab.ts';
import { detectorRate, falseAlarms, ksTime, labelIssuesTime, mmdTime, promqlTime } from './science.ts';
import { recipeOnFruit, recipeOnPhotos } from './teachable-machine.ts';
import { trunkTime } from './trunk.ts';

const bench = { trunkTime, recipeOnFruit, recipeOnPhotos, writeLog, putPerRow, seedLog, detectorRate, ksTime, mmdTime, promqlTime, labelIssuesTime, falseAlarms, policyLabTime, featureJoinTime, onlineReadTime };

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
