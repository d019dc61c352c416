/** Listeners are called once for any number of changes in one turn, and never from within the call that made the change. */
export function openWatchers(isOpen: () => boolean) {
  const listeners = new Set<() => void>();
  let due = false;
  const call = () => {
    due = false;
    if (isOpen()) for (const listener of [...listeners]) listener();
  };
  const wake = () => {
    if (!due && listeners.size > 0) queueMicrotask(call);
    due ||= listeners.size > 0;
  };
  const add = (listener: () => void) => {
    const own = () => {
      listener();
    };
    listeners.add(own);
    return () => {
      listeners.delete(own);
    };
  };
  return { wake, add };
}
