import { serve } from '../protocol/host.ts';
import { pause } from '../protocol/pause.ts';
import { createBenchHandlers } from './handlers.ts';

serve(createBenchHandlers({ pause, nowMs: () => performance.now() }));
