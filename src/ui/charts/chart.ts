import { Chart, Filler, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import Annotation from 'chartjs-plugin-annotation';
import { alertDiamonds } from './plugins/diamonds.ts';
import { deploymentLines } from './plugins/deployment-lines.ts';
import { driftShade } from './plugins/drift-shade.ts';

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler, Annotation);

/** The chart library with what lanes and curves need. Imported when the first chart is mounted, so that no first paint waits for it. */
export { alertDiamonds, Chart, deploymentLines, driftShade };
