/** Runs work at most once at a time: however often it is asked for meanwhile, it runs once more when it has ended. `work` reports what fails itself. */
export function oneAtATime(work: () => Promise<void>): () => void {
  let [isRunning, isDue] = [false, false];
  const run = async (): Promise<void> => {
    isRunning = true;
    try {
      do {
        isDue = false;
        await work();
      } while (isDue);
    } finally {
      isRunning = false;
    }
  };
  return () => {
    if (isRunning) isDue = true;
    else void run();
  };
}
