import { putPerRow, seedLog, writeLog } from './log.ts';
import { recipeOnFruit, recipeOnPhotos } from './teachable-machine.ts';
import { trunkTime } from './trunk.ts';

const bench = { trunkTime, recipeOnFruit, recipeOnPhotos, writeLog, putPerRow, seedLog };

declare global {
  interface Window {
    bench: typeof bench;
  }
}

window.bench = bench;
