/** Ends after so many seconds, or at once when the page is looked at again or the connection comes back. */
export function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, seconds * 1000);
    function seen(): void {
      if (!document.hidden) finish();
    }
    function finish(): void {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', seen);
      window.removeEventListener('online', finish);
      resolve();
    }
    document.addEventListener('visibilitychange', seen);
    window.addEventListener('online', finish);
  });
}
