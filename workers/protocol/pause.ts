const channel = typeof MessageChannel === 'undefined' ? null : new MessageChannel();
const waiting: (() => void)[] = [];
if (channel) channel.port1.onmessage = () => waiting.shift()?.();
// A port that listens would keep a Node process alive.
(channel?.port1 as { unref?: () => void } | undefined)?.unref?.();

/** Lets waiting messages in before going on. A timer would cost 4 ms each time. */
export function pause(): Promise<void> {
  return new Promise((resolve) => {
    if (!channel) {
      setTimeout(resolve, 0);
      return;
    }
    waiting.push(resolve);
    channel.port2.postMessage(null);
  });
}
